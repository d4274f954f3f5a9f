import { parentPort, workerData } from 'node:worker_threads';
import { HindcastError } from '@hindcast/engine';
import { SharedQueue } from '@hindcast/engine/sweep';
import { jobAt, type PackedJobs } from './packed-jobs.ts';
import { TrialDesk, type TrialAnswer, type TrialWork } from './trial-jobs.ts';

/** Work that all threads have been given, out of which each takes what is next. */
export interface SharedWork {
  readonly jobs: PackedJobs;
  readonly queue: SharedArrayBuffer;
  readonly thread: number;
}

/** What a thread tells: an answer, that nothing is left for it, or why it cannot go on. */
export type Told =
  | { readonly index: number; readonly answer: TrialAnswer }
  | { readonly done: true }
  | {
      readonly failure:
        { readonly crash: string } | { readonly known: { code: string; message: string; action: string } };
    };

/** A thread that runs trials. */
if (parentPort) {
  const port = parentPort;
  const tell = (told: Told): void => port.postMessage(told);
  const desk = TrialDesk.open(workerData as TrialWork);
  port.on('message', (work: SharedWork) => {
    desk
      .then((open) => serve(open, work, tell))
      .catch((error: unknown) => tell({ failure: describe(error) }));
  });
}

/** Answers jobs until none is left. Nobody is asked for the next one, so that a thread never waits for the others' answers to be kept. */
function serve(desk: TrialDesk, { jobs, queue, thread }: SharedWork, tell: (told: Told) => void): void {
  const left = new SharedQueue(queue);
  for (let index = left.take(thread); index >= 0; index = left.take(thread))
    tell({ index, answer: desk.answer(jobAt(jobs, index)) });
  tell({ done: true });
}

/** An error loses its class on the way. */
function describe(
  error: unknown,
): { crash: string } | { known: { code: string; message: string; action: string } } {
  if (error instanceof HindcastError) return { known: error.toJSON() };
  return { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
