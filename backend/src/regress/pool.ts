import { Worker } from 'node:worker_threads';
import { HindcastError } from '@hindcast/engine';
import { DatasetStore, type StoreFolders } from '../datasets/index.ts';
import { resultOf, type CaseResult } from './case-result.ts';
import { earlierEngine } from './earlier-engine.ts';
import type { Job } from './run-case.ts';
import type { WorkerSetup } from './worker.ts';

export interface PoolOptions {
  workers: number;
  update: boolean;
  trace: boolean;
  signal: AbortSignal;
  onDone: (result: CaseResult) => void;
}

/** Runs jobs on so many threads; results come in the order of the jobs, whichever thread was first. */
export async function runJobs(
  folders: StoreFolders,
  jobs: readonly Job[],
  options: PoolOptions,
): Promise<CaseResult[]> {
  const results: CaseResult[] = new Array(jobs.length);
  let next = 0;
  const take = async (run: (job: Job) => Promise<CaseResult>): Promise<void> => {
    while (next < jobs.length) {
      if (options.signal.aborted) throw interrupted();
      const index = next++;
      results[index] = await run(jobs[index]);
      options.onDone(results[index]);
    }
  };
  const workers = Math.min(options.workers, jobs.length);
  if (workers <= 1) {
    const store = new DatasetStore(folders);
    const earlier = earlierEngine(folders);
    await take((job) => resultOf(store, job, { update: options.update, trace: options.trace, earlier }));
  } else {
    await onThreads(workers, { folders, update: options.update, trace: options.trace }, take);
  }
  return results;
}

async function onThreads(
  count: number,
  setup: WorkerSetup,
  take: (run: (job: Job) => Promise<CaseResult>) => Promise<void>,
): Promise<void> {
  const threads = Array.from({ length: count }, () => startThread(setup));
  try {
    await Promise.all(threads.map((thread) => take((job) => ask(thread, job))));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** From sources, as tests run, a thread needs the same loader as its parent; the built product needs none. */
function startThread(workerData: WorkerSetup): Worker {
  const source = import.meta.url.endsWith('.ts');
  const execArgv = source
    ? ['--conditions=hindcast-source', '--import', '@swc-node/register/esm-register', '--no-warnings']
    : undefined;
  return new Worker(new URL(source ? './worker.ts' : './worker.js', import.meta.url), {
    workerData,
    execArgv,
  });
}

type Answer = { result: CaseResult } | { crash: string };

function ask(thread: Worker, job: Job): Promise<CaseResult> {
  return new Promise((resolve, reject) => {
    const answered = (answer: Answer): void => {
      thread.off('error', reject);
      if ('result' in answer) resolve(answer.result);
      else reject(new Error(answer.crash));
    };
    thread.once('message', answered);
    thread.once('error', reject);
    thread.postMessage(job);
  });
}

function interrupted(): HindcastError {
  return new HindcastError(
    'INTERRUPTED',
    'Interrupted: nothing was changed.',
    'Start it again when you like.',
  );
}
