import { randomUUID } from 'node:crypto';
import { HindcastError } from '@hindcast/engine';
import type { ImportReport } from './import-report.ts';
import type { ImportProgress, ImportRequest, ImportService } from './import-service.ts';

export type ImportState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** An import that was started, as whoever watches it sees it. */
export interface ImportJob {
  readonly id: string;
  readonly request: ImportRequest;
  readonly state: ImportState;
  readonly progress: ImportProgress | null;
  /** Of a job that is done. */
  readonly report: ImportReport | null;
  /** Of a job that failed or was cancelled. */
  readonly error: HindcastError | null;
}

interface Entry {
  job: ImportJob;
  controller: AbortController;
  finished: Promise<void>;
}

/** Finished jobs are remembered up to this many. */
const REMEMBERED = 50;
const MAX_WAITING = 20;

/**
 * Imports that run beside other work, one after another: an import is bound by the disk and one core, and two
 * at once would only slow each other down. Each can be watched and cancelled.
 */
export class ImportJobs {
  readonly #service: ImportService;
  readonly #onChange: (job: ImportJob) => void;
  readonly #entries = new Map<string, Entry>();
  #last: Promise<void> = Promise.resolve();

  /** `onChange` is told of every new state and of progress. */
  constructor(service: ImportService, onChange: (job: ImportJob) => void = () => undefined) {
    this.#service = service;
    this.#onChange = onChange;
  }

  /** Begins an import, or lines it up behind those that were begun before. */
  start(request: ImportRequest): ImportJob {
    const waiting = this.list().filter(({ state }) => state === 'waiting').length;
    if (waiting >= MAX_WAITING) {
      throw new HindcastError(
        'IMPORTS_BUSY',
        `${waiting} imports are waiting already.`,
        'Wait for one to finish.',
      );
    }
    const id = randomUUID();
    const job: ImportJob = { id, request, state: 'waiting', progress: null, report: null, error: null };
    const entry: Entry = { job, controller: new AbortController(), finished: Promise.resolve() };
    this.#entries.set(id, entry);
    this.#forget();
    entry.finished = this.#last.then(() => this.#run(entry));
    this.#last = entry.finished;
    return job;
  }

  /** All that are remembered, the newest first. */
  list(): ImportJob[] {
    return [...this.#entries.values()].map(({ job }) => job).reverse();
  }

  get(id: string): ImportJob {
    return this.#find(id).job;
  }

  /** Stops a job that waits or runs; nothing of it is kept. Resolves when it has stopped. */
  async cancel(id: string): Promise<ImportJob> {
    const entry = this.#find(id);
    entry.controller.abort();
    await entry.finished;
    return entry.job;
  }

  /** Resolves when the job has come to its end, whichever. Never rejects. */
  async finished(id: string): Promise<ImportJob> {
    const entry = this.#find(id);
    await entry.finished;
    return entry.job;
  }

  /** Cancels everything, as when the server stops. */
  async close(): Promise<void> {
    for (const { controller } of this.#entries.values()) controller.abort();
    await this.#last;
  }

  async #run(entry: Entry): Promise<void> {
    const { signal } = entry.controller;
    const set = (change: Partial<ImportJob>): void => {
      entry.job = { ...entry.job, ...change };
      this.#onChange(entry.job);
    };
    if (signal.aborted) {
      set({ state: 'cancelled' });
      return;
    }
    set({ state: 'running' });
    try {
      const onProgress = (progress: ImportProgress): void => set({ progress });
      const report = await this.#service.run(entry.job.request, { signal, onProgress });
      set({ state: 'done', report });
    } catch (error) {
      set({ state: signal.aborted ? 'cancelled' : 'failed', error: described(error) });
    }
  }

  #find(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry) return entry;
    throw new HindcastError(
      'IMPORT_UNKNOWN',
      `There is no import "${id.slice(0, 40)}".`,
      'It may have been forgotten: look at the datasets.',
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
