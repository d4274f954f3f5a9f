import { parentPort, workerData } from 'node:worker_threads';
import { HindcastError } from '@hindcast/engine';
import { TrialDesk, type TrialJob, type TrialWork } from './trial-jobs.ts';

/** A thread that runs trials; every job is answered once. */
if (parentPort) {
  const port = parentPort;
  const desk = TrialDesk.open(workerData as TrialWork);
  port.on('message', (job: TrialJob) => {
    desk
      .then((open) => port.postMessage({ answer: open.answer(job) }))
      .catch((error: unknown) => port.postMessage({ failure: describe(error) }));
  });
}

/** An error loses its class on the way. */
function describe(error: unknown): object {
  if (error instanceof HindcastError) return { known: error.toJSON() };
  return { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
