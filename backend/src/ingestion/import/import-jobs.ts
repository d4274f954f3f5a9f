import { JobQueue, type Job } from '../../jobs/job-queue.ts';
import type { ImportReport } from './import-report.ts';
import type { ImportProgress, ImportRequest, ImportService } from './import-service.ts';

export type ImportJob = Job<ImportRequest, ImportProgress, ImportReport>;

/** Imports that run beside other work, one after another. Each can be watched and cancelled. */
export class ImportJobs {
  readonly #service: ImportService;
  readonly #queue: JobQueue<ImportRequest, ImportProgress, ImportReport>;

  /** `onChange` is told of every new state and of progress. */
  constructor(service: ImportService, onChange?: (job: ImportJob) => void) {
    this.#service = service;
    this.#queue = new JobQueue({ code: 'IMPORT', noun: 'import' }, onChange);
  }

  /** Begins an import, or lines it up. `onEnd` is called when it has ended, whichever way. */
  start(request: ImportRequest, onEnd: () => void = () => undefined): ImportJob {
    return this.#queue.start(request, (hooks) => this.#service.run(request, hooks).finally(onEnd));
  }

  list(): ImportJob[] {
    return this.#queue.list();
  }

  get(id: string): ImportJob {
    return this.#queue.get(id);
  }

  /** Stops a job that waits or runs; nothing of it is kept. Resolves when it has stopped. */
  cancel(id: string): Promise<ImportJob> {
    return this.#queue.cancel(id);
  }

  /** Resolves when the job has come to its end, whichever. */
  finished(id: string): Promise<ImportJob> {
    return this.#queue.finished(id);
  }

  /** Cancels everything, as when the server stops. */
  close(): Promise<void> {
    return this.#queue.close();
  }
}
