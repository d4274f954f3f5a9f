import type { CloseSeries } from '../close-series.ts';
import type { ScanTable } from './scan-work.ts';

/** All series on one grid of times. */
export interface ScanGrid {
  readonly table: ScanTable;
  /** Open of the first row and close of the last, UTC ms; null where there is no row. */
  readonly from: number | null;
  readonly until: number | null;
}

/**
 * Every series on the union of their times within a range, NaN where one has no bar, in shared memory: each pair looks at the rows that
 * both of its sides have.
 */
export function tableOf(
  series: readonly CloseSeries[],
  {
    from = -Infinity,
    until = Infinity,
    prices = 'log',
  }: { from?: number; until?: number; prices?: 'log' | 'close' },
): ScanGrid {
  const ms = series[0].timeframeMs;
  const times = unionOf(series.map((one) => one.times)).filter((time) => time >= from && time + ms <= until);
  const rows = times.length;
  const shared = new SharedArrayBuffer(Math.max(8, rows * series.length * 8));
  const table = new Float64Array(shared, 0, rows * series.length).fill(NaN);
  series.forEach(({ times: own, close }, k) => {
    for (let i = 0, row = 0; i < own.length && row < rows;) {
      if (own[i] < times[row]) i++;
      else if (own[i] > times[row]) row++;
      else {
        const price = close[i++];
        table[k * rows + row++] = price > 0 ? (prices === 'log' ? Math.log(price) : price) : NaN;
      }
    }
  });
  const last = times.at(-1);
  return {
    table: { prices: table, rows, series: series.length },
    from: times.at(0) ?? null,
    until: last === undefined ? null : last + ms,
  };
}

/** All times that any of the lists holds, in order. */
function unionOf(lists: readonly Float64Array[]): Float64Array {
  let union = lists[0];
  for (const list of lists.slice(1)) if (!sameTimes(union, list)) union = merged(union, list);
  return union;
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((time, i) => time === b[i]);
}

function merged(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length + b.length);
  let n = 0;
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    const time = j >= b.length || a[i] <= b[j] ? a[i] : b[j];
    if (a[i] === time) i++;
    if (b[j] === time) j++;
    out[n++] = time;
  }
  return out.slice(0, n);
}
