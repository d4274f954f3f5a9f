import { Worker } from 'node:worker_threads';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HindcastError } from '@hindcast/engine';
import { interrupted } from '../validation-run.ts';
import { TrialDesk, type TrialAnswer, type TrialJob, type TrialWork } from './trial-jobs.ts';

/** Runs jobs on several threads that share the bars, or on this one. Answers come in whatever order they are ready. */
export interface TrialPool {
  /** Hands out jobs until there are none, and tells of each answer. Ends early, by throwing INTERRUPTED, when `signal` fires. */
  run(
    jobs: Iterable<TrialJob>,
    told: (index: number, answer: TrialAnswer) => Promise<void> | void,
  ): Promise<void>;
  close(): Promise<void>;
}

/** @param workers threads; 1 stays on this one, giving way to others between jobs */
export async function openPool(work: TrialWork, workers: number, signal?: AbortSignal): Promise<TrialPool> {
  return workers > 1
    ? new ThreadPool(work, workers, signal)
    : new SinglePool(await TrialDesk.open(work), signal);
}

class SinglePool implements TrialPool {
  readonly #desk: TrialDesk;
  readonly #signal: AbortSignal | undefined;

  constructor(desk: TrialDesk, signal: AbortSignal | undefined) {
    this.#desk = desk;
    this.#signal = signal;
  }

  async run(
    jobs: Iterable<TrialJob>,
    told: (index: number, answer: TrialAnswer) => Promise<void> | void,
  ): Promise<void> {
    let index = 0;
    for (const job of jobs) {
      if (this.#signal?.aborted) throw interrupted();
      await told(index++, this.#desk.answer(job));
      await nextTurn();
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class ThreadPool implements TrialPool {
  readonly #threads: readonly Worker[];
  readonly #signal: AbortSignal | undefined;

  constructor(work: TrialWork, workers: number, signal: AbortSignal | undefined) {
    this.#threads = Array.from({ length: workers }, () => startThread(work));
    this.#signal = signal;
  }

  async run(
    jobs: Iterable<TrialJob>,
    told: (index: number, answer: TrialAnswer) => Promise<void> | void,
  ): Promise<void> {
    const queue = jobs[Symbol.iterator]();
    let next = 0;
    const give = (thread: Worker): { index: number; answer: Promise<TrialAnswer> } | undefined => {
      const job = queue.next();
      if (job.done) return undefined;
      if (this.#signal?.aborted) throw interrupted();
      return { index: next++, answer: ask(thread, job.value) };
    };
    const take = async (thread: Worker): Promise<void> => {
      for (let given = give(thread); given;) {
        const answer = await given.answer;
        const { index } = given;
        // The thread goes on while its answer is kept on disk.
        given = give(thread);
        given?.answer.catch(() => {});
        await told(index, answer);
      }
    };
    await Promise.all(this.#threads.map(take));
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}

/** From sources, as tests run, a thread needs the same loader as its parent; the built product needs none. */
function startThread(workerData: TrialWork): Worker {
  const source = import.meta.url.endsWith('.ts');
  const execArgv = source
    ? ['--conditions=hindcast-source', '--import', '@swc-node/register/esm-register', '--no-warnings']
    : undefined;
  const thread = new Worker(new URL(source ? './trial-worker.ts' : './trial-worker.js', import.meta.url), {
    workerData,
    execArgv,
  });
  thread.setMaxListeners(0);
  return thread;
}

type Told =
  | { answer: TrialAnswer }
  | { failure: { crash: string } | { known: { code: string; message: string; action: string } } };

function ask(thread: Worker, job: TrialJob): Promise<TrialAnswer> {
  return new Promise((resolve, reject) => {
    const answered = (told: Told): void => {
      thread.off('error', reject);
      if ('answer' in told) resolve(told.answer);
      else if ('known' in told.failure) {
        const { code, message, action } = told.failure.known;
        reject(new HindcastError(code, message, action));
      } else reject(new Error(told.failure.crash));
    };
    thread.once('message', answered);
    thread.once('error', reject);
    thread.postMessage(job);
  });
}
