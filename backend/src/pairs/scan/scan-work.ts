import { scanPair, type PairScan } from '@hindcast/engine/pairs';
import type { Answer } from '@hindcast/engine/statistics';

/** Pairs that a worker takes at once: some tens of milliseconds of work. */
export const PAIRS_AT_ONCE = 8;

/** Prices of all series on one grid, in memory that threads share; row after row of one series, then the next. */
export interface ScanTable {
  readonly prices: Float64Array;
  readonly rows: number;
  readonly series: number;
}

/** What is shared with the threads. */
export interface ScanWork {
  readonly table: ScanTable;
  /** [0]: the next pair that nobody has taken; [1]: 1 when all should stop. */
  readonly counter: Int32Array;
}

export const NEXT = 0;
export const STOP = 1;

/** Answers to pairs [first, first + answers.length). */
export interface ScannedPairs {
  readonly first: number;
  readonly answers: Answer<PairScan>[];
}

export const pairCount = (series: number): number => (series * (series - 1)) / 2;

/** The two series of pair k: (0,1), (0,2), …, (1,2), …: the first is the dependent. */
export function pairAt(k: number, series: number): [number, number] {
  let y = 0;
  let left = series - 1;
  while (k >= left) {
    k -= left--;
    y++;
  }
  return [y, y + 1 + k];
}

/** Takes pairs until none is left or all should stop; tells of each handful. */
export function scanAll({ table, counter }: ScanWork, told: (scanned: ScannedPairs) => void): void {
  const total = pairCount(table.series);
  const of = (k: number): Float64Array => table.prices.subarray(k * table.rows, (k + 1) * table.rows);
  while (Atomics.load(counter, STOP) === 0) {
    const first = Atomics.add(counter, NEXT, PAIRS_AT_ONCE);
    if (first >= total) return;
    const answers: Answer<PairScan>[] = [];
    for (let k = first; k < Math.min(total, first + PAIRS_AT_ONCE); k++) {
      const [y, x] = pairAt(k, table.series);
      answers.push(scanPair(of(y), of(x)));
    }
    told({ first, answers });
  }
}
