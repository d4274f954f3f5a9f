import { parentPort, workerData } from 'node:worker_threads';
import { HindcastError } from '@hindcast/engine';
import { DatasetStore } from '../datasets/index.ts';
import { executeRun } from './execute-run.ts';
import type { ThreadJob, ThreadMessage, ThreadSetup } from './run-thread.ts';

/** A thread that runs one simulation after the other. */
if (parentPort) {
  const port = parentPort;
  const store = new DatasetStore((workerData as ThreadSetup).folders);
  const tell = (message: ThreadMessage): void => port.postMessage(message);
  port.on('message', ({ inputs }: ThreadJob) => {
    executeRun(store, inputs, (advance) => tell({ advance })).then(
      (outcome) => tell({ outcome }),
      (error: unknown) => {
        if (error instanceof HindcastError) {
          const { code, message, action } = error;
          tell({ failure: { code, message, action } });
        } else tell({ crash: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      },
    );
  });
}
