import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { underWay, type NewSweep, type NewValidation, type NewWalk, type Study, type Trial } from './wire.ts';

export type StudyKind = 'validations' | 'sweeps' | 'walk-forwards';
type Asked<Kind extends StudyKind> = Kind extends 'validations'
  ? NewValidation
  : Kind extends 'sweeps'
    ? NewSweep
    : NewWalk;

const PAUSE_MS = 250;

/** One study of a kind: begun here or found by its id, watched until it has ended. */
export class StudyRun<Kind extends StudyKind, Result> {
  readonly kind: Kind;
  #study = $state.raw<Study | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #trials = $state.raw<readonly Trial[]>([]);
  #watching = 0;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  get study(): Study | null {
    return this.#study;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  get busy(): boolean {
    return this.#study !== null && underWay(this.#study);
  }
  get result(): Result | null {
    return (this.#study?.result as Result | null | undefined) ?? null;
  }
  /** Trials of a sweep that have finished so far. */
  get trials(): readonly Trial[] {
    return this.#trials;
  }
  /** Share done; null while it is not known. */
  get share(): number | null {
    const progress = this.#study?.progress;
    return progress && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
  }

  async start(request: Asked<Kind>): Promise<void> {
    this.#failure = null;
    this.#trials = [];
    try {
      // The client cannot see that path and body belong together.
      const answer = await api.POST(`/api/${this.kind}` as '/api/sweeps', { body: request as NewSweep });
      await this.#watch(unwrap(answer));
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
  }

  /** Takes part in a study that was begun before; forgets about it where the server has. */
  async open(id: string): Promise<void> {
    try {
      await this.#watch(await this.#fetch(id));
    } catch {
      this.#study = null;
    }
  }

  /** The last one of its kind that the server remembers. */
  async openLast(): Promise<void> {
    if (this.#study) return;
    const list = unwrap(await api.GET(`/api/${this.kind}` as '/api/sweeps'));
    const last = list.find(({ state }) => state === 'done' || state === 'running' || state === 'waiting');
    if (last) await this.open(last.id);
  }

  async cancel(): Promise<void> {
    const id = this.#study?.id;
    if (!id) return;
    this.#watching++;
    try {
      this.#study = unwrap(
        await api.DELETE(`/api/${this.kind}/{id}` as '/api/sweeps/{id}', { params: { path: { id } } }),
      );
    } catch (thrown) {
      this.#failure = Failure.from(thrown);
    }
  }

  close(): void {
    this.#watching++;
  }

  async #watch(study: Study): Promise<void> {
    const turn = ++this.#watching;
    this.#study = study;
    while (turn === this.#watching && this.#study && underWay(this.#study)) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      if (turn !== this.#watching) return;
      const fresh = await this.#fetch(study.id);
      if (this.kind === 'sweeps') await this.#more(study.id);
      this.#study = fresh;
    }
    const error = this.#study.error;
    if (turn === this.#watching && this.#study.state === 'failed' && error)
      this.#failure = new Failure(error);
  }

  async #fetch(id: string): Promise<Study> {
    return unwrap(
      await api.GET(`/api/${this.kind}/{id}` as '/api/sweeps/{id}', { params: { path: { id } } }),
    );
  }

  async #more(id: string): Promise<void> {
    const query = { from: this.#trials.length };
    const fresh = unwrap(await api.GET('/api/sweeps/{id}/trials', { params: { path: { id }, query } }));
    if (fresh.length > 0) this.#trials = [...this.#trials, ...(fresh as unknown as Trial[])];
  }
}
