import { Worker } from 'node:worker_threads';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { HindcastError } from '@hindcast/engine';
import { SharedQueue } from '@hindcast/engine/sweep';
import { interrupted } from '../validation-run.ts';
import { packJobs } from './packed-jobs.ts';
import { TrialDesk, type TrialAnswer, type TrialJob, type TrialWork } from './trial-jobs.ts';
import type { SharedWork, Told as ToldByThread } from './trial-worker.ts';

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
    const all = [...jobs];
    for (let from = 0; from < all.length; from += SharedQueue.most)
      await this.#share(all.slice(from, from + SharedQueue.most), (index, answer) =>
        told(from + index, answer),
      );
  }

  async #share(jobs: readonly TrialJob[], told: Told): Promise<void> {
    if (this.#signal?.aborted) throw interrupted();
    const queue = SharedQueue.of(jobs.length, this.#threads.length);
    const stop = (): void => queue.stop();
    this.#signal?.addEventListener('abort', stop);
    try {
      const packed = packJobs(jobs);
      // One after the other: an answer is kept while the threads are busy with the next ones.
      let kept = Promise.resolve();
      const keep = (index: number, answer: TrialAnswer): void => {
        kept = kept.then(() => told(index, answer));
        kept.catch(stop);
      };
      await Promise.all(
        this.#threads.map((thread, k) =>
          serve(thread, { jobs: packed, queue: queue.memory, thread: k }, keep),
        ),
      );
      await kept;
    } finally {
      // Of a thread that has failed the others need not go on either.
      stop();
      this.#signal?.removeEventListener('abort', stop);
    }
    if (this.#signal?.aborted) throw interrupted();
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}

type Told = (index: number, answer: TrialAnswer) => Promise<void> | void;

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
  return thread;
}

/** Has a thread take jobs until none is left; ends when it says so. */
function serve(
  thread: Worker,
  work: SharedWork,
  answered: (index: number, answer: TrialAnswer) => void,
): Promise<void> {
  let hear: (told: ToldByThread) => void;
  let fail: (error: Error) => void;
  return new Promise<void>((resolve, reject) => {
    fail = reject;
    hear = (told) => {
      if ('answer' in told) answered(told.index, told.answer);
      else if ('done' in told) resolve();
      else reject(errorOf(told.failure));
    };
    thread.on('message', hear);
    thread.on('error', fail);
    thread.postMessage(work);
  }).finally(() => {
    thread.off('message', hear);
    thread.off('error', fail);
  });
}

function errorOf(failure: Extract<ToldByThread, { failure: unknown }>['failure']): Error {
  if ('crash' in failure) return new Error(failure.crash);
  const { code, message, action } = failure.known;
  return new HindcastError(code, message, action);
}
