import { parentPort, workerData } from 'node:worker_threads';
import { DatasetStore, type StoreFolders } from '../datasets/index.ts';
import { resultOf } from './case-result.ts';
import { earlierEngine } from './earlier-engine.ts';
import type { Job } from './run-case.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  folders: StoreFolders;
  update: boolean;
  trace: boolean;
}

/** A thread that runs one case after the other. */
if (parentPort) {
  const port = parentPort;
  const { folders, update, trace } = workerData as WorkerSetup;
  const store = new DatasetStore(folders);
  port.on('message', (job: Job) => {
    resultOf(store, job, { update, trace, earlier: earlierEngine(folders) }).then(
      (result) => port.postMessage({ result }),
      (error: unknown) => port.postMessage({ crash: error instanceof Error ? error.stack : String(error) }),
    );
  });
}
