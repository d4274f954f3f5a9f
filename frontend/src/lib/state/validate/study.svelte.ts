import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { underWay, type NewSweep, type NewValidation, type NewWalk, type Study, type Trial } from './wire.ts';

export type StudyKind = 'validations' | 'sweeps' | 'walk-forwards';
type Asked<Kind extends StudyKind> = Kind extends 'validations'
  ? NewValidation
  : Kind extends 'sweeps'
    ? NewSweep
    : NewWalk;

/** Trials are drawn at most this often. */
const PAUSE_MS = 200;

/** One study of a kind: begun here or found by its id, watched until it has ended. */
export class StudyRun<Kind extends StudyKind, Result> {
  readonly kind: Kind;
  #study = $state.raw<Study | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #trials = $state.raw<readonly Trial[]>([]);
  #watching = 0;
  #stop: () => void = () => undefined;

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
    this.close();
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
    this.#stop();
  }

  async #watch(study: Study): Promise<void> {
    this.#stop();
    const turn = ++this.#watching;
    this.#study = study;
    if (underWay(study)) {
      await this.#listen(study.id);
      if (turn !== this.#watching) return;
    }
    this.#study = await this.#fetch(study.id);
    const error = this.#study.error;
    if (turn === this.#watching && this.#study.state === 'failed' && error)
      this.#failure = new Failure(error);
  }

  async #fetch(id: string): Promise<Study> {
    return unwrap(
      await api.GET(`/api/${this.kind}/{id}` as '/api/sweeps/{id}', { params: { path: { id } } }),
    );
  }

  /** Hears of trials and progress as they happen, until the study has ended, is not known any more, or nobody listens. */
  #listen(id: string): Promise<void> {
    const source = new EventSource(`/api/${this.kind}/${id}/events`);
    let fresh: Trial[] = [];
    const draw = (): void => {
      if (fresh.length > 0) this.#trials = [...this.#trials, ...fresh];
      fresh = [];
    };
    const drawing = setInterval(draw, PAUSE_MS);
    this.#trials = [];
    return new Promise((resolve) => {
      this.#stop = () => {
        source.close();
        clearInterval(drawing);
        resolve();
      };
      source.addEventListener('trials', ({ data }: MessageEvent<string>) => {
        fresh.push(...(JSON.parse(data) as Trial[]));
      });
      source.addEventListener('study', ({ data }: MessageEvent<string>) => {
        const { state, progress } = JSON.parse(data) as Pick<Study, 'state' | 'progress'>;
        if (underWay({ state })) this.#study = this.#study && { ...this.#study, state, progress };
        else {
          draw();
          this.#stop();
        }
      });
      // A connection that breaks is made again by the browser; one that is refused is not.
      source.addEventListener('error', () => {
        if (source.readyState === EventSource.CLOSED) this.#stop();
      });
    });
  }
}
