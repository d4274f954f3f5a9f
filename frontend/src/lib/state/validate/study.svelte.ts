import { api, unwrap } from '$lib/api/client.ts';
import { Failure } from '$lib/realtime/failure.ts';
import { failureOf } from './failure-of.ts';
import { hearStudy, type Hearing } from './study-events.ts';
import { underWay, type NewSweep, type NewValidation, type NewWalk, type Study, type Trial } from './wire.ts';

export type StudyKind = 'validations' | 'sweeps' | 'walk-forwards';
export type Asked<Kind extends StudyKind> = Kind extends 'validations'
  ? NewValidation
  : Kind extends 'sweeps'
    ? NewSweep
    : NewWalk;

/** What is under way between the page and the server, besides the study itself. */
type Exchange = 'none' | 'looking' | 'starting' | 'cancelling';

/** One study of a kind: begun here or found on the server, watched until it has ended. */
export class StudyRun<Kind extends StudyKind, Result> {
  readonly kind: Kind;
  #study = $state.raw<Study | null>(null);
  #failure = $state.raw<Failure | null>(null);
  #trials = $state.raw<readonly Trial[]>([]);
  #exchange = $state<Exchange>('none');
  /** The study runs, as far as is known, and cannot be watched any more. */
  #lost = $state(false);
  /** The connection is cut, and is made again by the browser. */
  #cut = $state(false);
  /** One was looked for by its id, and is none of the dataset's that the server knows. */
  #missed = $state(false);
  #dataset: string | null = null;
  /** Whatever waits for an answer gives up when another has begun since. */
  #turn = 0;
  #hearing: Hearing | null = null;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  get study(): Study | null {
    return this.#study;
  }
  /** What the study that is shown was asked with. */
  get asked(): Asked<Kind> | null {
    return (this.#study?.request as Asked<Kind> | undefined) ?? null;
  }
  get failure(): Failure | null {
    return this.#failure;
  }
  /** Whether a study is being begun or runs: another one would have to wait. */
  get busy(): boolean {
    return this.#exchange === 'starting' || this.running;
  }
  get running(): boolean {
    return this.#study !== null && underWay(this.#study) && !this.#lost;
  }
  get looking(): boolean {
    return this.#exchange === 'looking';
  }
  get cancelling(): boolean {
    return this.#exchange === 'cancelling';
  }
  get lost(): boolean {
    return this.#lost;
  }
  get cut(): boolean {
    return this.#cut;
  }
  get missed(): boolean {
    return this.#missed;
  }
  /** The dataset that the last study was looked for of; null before that. */
  get dataset(): string | null {
    return this.#dataset;
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

  /** Begins a study. What was shown before stays until the server has taken the new one. */
  async start(request: Asked<Kind>): Promise<void> {
    if (this.busy) return;
    this.#dataset = request.dataset;
    await this.#take('starting', async (turn) => {
      // The client cannot see that path and body belong together.
      const answer = await api.POST(`/api/${this.kind}` as '/api/sweeps', { body: request as NewSweep });
      if (turn === this.#turn) await this.#watch(unwrap(answer), turn);
    });
  }

  /**
   * Takes part in a study of a dataset that the server remembers, whatever has become of it: in the one named, else in the newest.
   * `onFound` hears what it was asked with.
   */
  async look(dataset: string, id?: string, onFound?: (asked: Asked<Kind>) => void): Promise<void> {
    this.#dataset = dataset;
    this.#study = null;
    this.#trials = [];
    await this.#take('looking', async (turn) => {
      const list = unwrap(await api.GET(`/api/${this.kind}` as '/api/sweeps'));
      const own = list.filter(({ request }) => (request as { dataset?: string }).dataset === dataset);
      const named = own.find((study) => study.id === id);
      const wanted = named ?? own.at(0);
      if (turn === this.#turn) this.#missed = id !== undefined && !named;
      const study = wanted && (underWay(wanted) ? wanted : await this.#fetch(wanted.id));
      if (!study || turn !== this.#turn) return;
      onFound?.(study.request as Asked<Kind>);
      await this.#watch(study, turn);
    });
  }

  /** Looks once more for what could not be watched or found. */
  async again(): Promise<void> {
    const id = this.#study?.id;
    if (this.#dataset === null) return;
    await this.look(this.#dataset, id);
    if (this.#missed && !this.#study && !this.#failure) this.#failure = this.#startedAnew();
  }

  /** Stops the study. Where that is refused, it is still watched. */
  async cancel(): Promise<void> {
    const id = this.#study?.id;
    if (id === undefined || !this.running || this.cancelling) return;
    const turn = this.#turn;
    this.#exchange = 'cancelling';
    this.#failure = null;
    try {
      const path = `/api/${this.kind}/{id}` as '/api/sweeps/{id}';
      const stopped = unwrap(await api.DELETE(path, { params: { path: { id } } }));
      if (turn !== this.#turn) return;
      // It may have ended on the way, and been fetched with its result.
      if (this.running) this.#study = stopped;
      this.#hearing?.end();
    } catch (thrown) {
      if (turn === this.#turn) this.#failure = failureOf(thrown);
    } finally {
      if (turn === this.#turn) this.#exchange = 'none';
    }
  }

  /** Watches no longer. The study goes on. */
  close(): void {
    this.#turn++;
    this.#exchange = 'none';
    this.#hearing?.end();
  }

  async #take(exchange: Exchange, work: (turn: number) => Promise<void>): Promise<void> {
    this.close();
    const turn = this.#turn;
    this.#exchange = exchange;
    this.#failure = null;
    this.#lost = false;
    this.#missed = false;
    try {
      await work(turn);
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.#failure = failureOf(thrown);
      this.#lost = this.#study !== null && underWay(this.#study);
      if (this.#lost && this.#failure.code === 'STUDY_UNKNOWN') this.#failure = this.#startedAnew();
    } finally {
      if (turn === this.#turn) this.#exchange = 'none';
    }
  }

  async #watch(study: Study, turn: number): Promise<void> {
    this.#study = study;
    this.#exchange = 'none';
    if (underWay(study)) {
      await this.#hear(study.id);
      if (turn !== this.#turn) return;
      const ended = await this.#fetch(study.id);
      if (turn !== this.#turn) return;
      this.#study = ended;
      if (underWay(ended)) throw unheard();
    }
    if (this.kind === 'sweeps' && this.result === null) await this.#recall(study.id, turn);
    if (turn !== this.#turn) return;
    const { state, error } = this.#study;
    if (state === 'failed' && error) this.#failure = new Failure(error);
  }

  async #fetch(id: string): Promise<Study> {
    return unwrap(
      await api.GET(`/api/${this.kind}/{id}` as '/api/sweeps/{id}', { params: { path: { id } } }),
    );
  }

  /** What a sweep that stopped before its end has found: it can be looked at whether or not it was heard. */
  async #recall(id: string, turn: number): Promise<void> {
    // The description of the API does not name the figures.
    const trials: unknown = unwrap(
      await api.GET('/api/sweeps/{id}/trials', { params: { path: { id }, query: { from: 0 } } }),
    );
    if (turn === this.#turn) this.#trials = trials as readonly Trial[];
  }

  async #hear(id: string): Promise<void> {
    this.#trials = [];
    this.#hearing = hearStudy(`/api/${this.kind}/${id}/events`, {
      onTrials: (fresh) => (this.#trials = this.#trials.concat(fresh)),
      onStudy: (news) => (this.#study = this.#study && { ...this.#study, ...news }),
      onCut: (cut) => (this.#cut = cut),
    });
    await this.#hearing.ended;
    this.#cut = false;
  }

  #startedAnew(): Failure {
    return new Failure({
      code: 'STUDY_UNKNOWN',
      message: 'The server was started anew and does not know this study any more.',
      action:
        this.kind === 'sweeps'
          ? 'Its finished trials are kept: start it again, and it goes on with them.'
          : 'Start it again.',
    });
  }
}

function unheard(): Failure {
  return new Failure({
    code: 'STUDY_UNHEARD',
    message: 'The study goes on, but nothing is heard of it any more.',
    action: 'Look again.',
  });
}
