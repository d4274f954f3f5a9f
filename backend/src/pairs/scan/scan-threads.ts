import { Worker } from 'node:worker_threads';
import { HindcastError } from '@hindcast/engine';
import type { PairScan } from '@hindcast/engine/pairs';
import type { Answer } from '@hindcast/engine/statistics';
import { pairCount, STOP, type ScannedPairs, type ScanTable, type ScanWork } from './scan-work.ts';

export interface ScanHooks {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/**
 * Judges every pair of a table's series on worker threads, which share the prices.
 *
 * @returns one answer per pair, in the order of pairs
 * @throws HindcastError INTERRUPTED when `signal` fires
 */
export async function scanOnThreads(
  table: ScanTable,
  workers: number,
  { signal, onProgress }: ScanHooks = {},
): Promise<Answer<PairScan>[]> {
  const total = pairCount(table.series);
  const answers = new Array<Answer<PairScan>>(total);
  const counter = new Int32Array(new SharedArrayBuffer(8));
  const stop = (): void => void Atomics.store(counter, STOP, 1);
  signal?.addEventListener('abort', stop, { once: true });
  let done = 0;
  const take = ({ first, answers: some }: ScannedPairs): void => {
    some.forEach((answer, k) => (answers[first + k] = answer));
    onProgress?.((done += some.length), total);
  };
  try {
    if (signal?.aborted) throw interrupted();
    await Promise.all(Array.from({ length: workers }, () => oneThread({ table, counter }, take)));
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
  }
  if (signal?.aborted) throw interrupted();
  return answers;
}

/** From sources, as tests run, a thread needs the same loader as its parent; the built product needs none. */
function oneThread(workerData: ScanWork, take: (scanned: ScannedPairs) => void): Promise<void> {
  const source = import.meta.url.endsWith('.ts');
  const thread = new Worker(new URL(source ? './scan-worker.ts' : './scan-worker.js', import.meta.url), {
    workerData,
    execArgv: source
      ? ['--conditions=hindcast-source', '--import', '@swc-node/register/esm-register', '--no-warnings']
      : undefined,
  });
  return new Promise((resolve, reject) => {
    thread.on('message', take);
    thread.once('error', reject);
    thread.once('exit', () => resolve());
  });
}

function interrupted(): HindcastError {
  return new HindcastError('INTERRUPTED', 'The scan was stopped.', 'Start it again when you like.');
}
