import { randomUUID } from 'node:crypto';
import { HindcastError } from '@hindcast/engine';

export const JOB_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Work that was begun, as whoever watches it sees it. */
export interface Job<Subject, Progress, Result> {
  readonly id: string;
  /** What was asked for. */
  readonly subject: Subject;
  readonly state: JobState;
  /** The last that was heard of it; null before it runs. */
  readonly progress: Progress | null;
  /** Of a job that is done. */
  readonly result: Result | null;
  /** Of a job that failed, or was cancelled while it ran. */
  readonly error: HindcastError | null;
}

/** How running work stays in touch with who asked for it. */
export interface JobHooks<Progress> {
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

export type JobWork<Progress, Result> = (hooks: JobHooks<Progress>) => Promise<Result>;

/** What a queue's jobs are called in its errors. */
export interface JobWords {
  /** Such as `IMPORT`: the beginning of the codes. */
  code: string;
  /** Such as `import`: "There is no import …", "20 imports are waiting". */
  noun: string;
}

interface Entry<Subject, Progress, Result> {
  job: Job<Subject, Progress, Result>;
  controller: AbortController;
  finished: Promise<void>;
  /** Resolves `finished`. */
  end: () => void;
}

/** Finished jobs are remembered up to this many. */
const REMEMBERED = 50;
const MAX_WAITING = 20;

/**
 * Work that runs beside other work, one job after another: what reads and writes datasets is bound by the disk and one
 * core, and two at once would only slow each other down. Each job can be watched and cancelled.
 */
export class JobQueue<Subject, Progress, Result> {
  readonly #words: JobWords;
  readonly #onChange: (job: Job<Subject, Progress, Result>) => void;
  readonly #entries = new Map<string, Entry<Subject, Progress, Result>>();
  #last: Promise<void> = Promise.resolve();

  /** `onChange` is told of every new state and of progress. */
  constructor(words: JobWords, onChange: (job: Job<Subject, Progress, Result>) => void = () => undefined) {
    this.#words = words;
    this.#onChange = onChange;
  }

  /** Begins a job, or lines it up behind those that were begun before. */
  start(subject: Subject, work: JobWork<Progress, Result>): Job<Subject, Progress, Result> {
    const waiting = this.list().filter(({ state }) => state === 'waiting').length;
    const { code, noun } = this.#words;
    if (waiting >= MAX_WAITING) {
      throw new HindcastError(
        `${code}S_BUSY`,
        `${waiting} ${noun}s are waiting already.`,
        'Wait for one to finish.',
      );
    }
    const id = randomUUID();
    const job: Job<Subject, Progress, Result> = {
      ...{ id, subject, state: 'waiting', progress: null, result: null, error: null },
    };
    let end = (): void => undefined;
    const finished = new Promise<void>((resolve) => (end = resolve));
    const entry: Entry<Subject, Progress, Result> = { job, controller: new AbortController(), finished, end };
    this.#entries.set(id, entry);
    this.#forget();
    this.#last = this.#last.then(() => this.#run(entry, work)).finally(end);
    return job;
  }

  /** All that are remembered, the newest first. */
  list(): Job<Subject, Progress, Result>[] {
    return [...this.#entries.values()].map(({ job }) => job).reverse();
  }

  /** Throws <CODE>_UNKNOWN for a job that there is not, or that was forgotten. */
  get(id: string): Job<Subject, Progress, Result> {
    return this.#find(id).job;
  }

  /** Stops a job that waits or runs; nothing of it is kept. Resolves when it has stopped: at once for one that waits. */
  async cancel(id: string): Promise<Job<Subject, Progress, Result>> {
    const entry = this.#find(id);
    entry.controller.abort();
    if (entry.job.state === 'waiting') {
      this.#set(entry, { state: 'cancelled' });
      entry.end();
    }
    await entry.finished;
    return entry.job;
  }

  /** Resolves when the job has come to its end, whichever. Never rejects for its failure. */
  async finished(id: string): Promise<Job<Subject, Progress, Result>> {
    const entry = this.#find(id);
    await entry.finished;
    return entry.job;
  }

  /** Cancels everything, as when the server stops. */
  async close(): Promise<void> {
    for (const { controller } of this.#entries.values()) controller.abort();
    await this.#last;
  }

  async #run(entry: Entry<Subject, Progress, Result>, work: JobWork<Progress, Result>): Promise<void> {
    const { signal } = entry.controller;
    if (entry.job.state === 'cancelled') return;
    if (signal.aborted) {
      this.#set(entry, { state: 'cancelled' });
      return;
    }
    this.#set(entry, { state: 'running' });
    try {
      const result = await work({ signal, onProgress: (progress) => this.#set(entry, { progress }) });
      this.#set(entry, { state: 'done', result });
    } catch (error) {
      this.#set(entry, { state: signal.aborted ? 'cancelled' : 'failed', error: described(error) });
    }
  }

  #set(entry: Entry<Subject, Progress, Result>, change: Partial<Job<Subject, Progress, Result>>): void {
    entry.job = { ...entry.job, ...change };
    this.#onChange(entry.job);
  }

  #find(id: string): Entry<Subject, Progress, Result> {
    const entry = this.#entries.get(id);
    if (entry) return entry;
    const { code, noun } = this.#words;
    throw new HindcastError(
      `${code}_UNKNOWN`,
      `There is no ${noun} "${id.slice(0, 40)}".`,
      `It may have been forgotten: ${REMEMBERED} are remembered, until the server stops. Look at the list.`,
    );
  }

  #forget(): void {
    for (const [id, { job }] of this.#entries) {
      if (this.#entries.size <= REMEMBERED) return;
      if (job.state !== 'waiting' && job.state !== 'running') this.#entries.delete(id);
    }
  }
}

function described(error: unknown): HindcastError {
  if (error instanceof HindcastError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new HindcastError('UNEXPECTED', `Something unforeseen went wrong: ${text}`, 'Please report this.');
}
