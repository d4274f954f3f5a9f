import { DAY } from '../time.ts';

/** The last row of each UTC day that has one, in order; a close at midnight belongs to the day that ends with it. */
export function dayEndsOf(openTime: Float64Array, timeframeMs: number, rows: number): Int32Array {
  const dayOf = (row: number): number => Math.floor((openTime[row] + timeframeMs - 1) / DAY);
  const ends: number[] = [];
  for (let row = 0; row < rows; row = ends[ends.length - 1] + 1) {
    const day = dayOf(row);
    let last = row;
    let next = Math.min(rows, row + Math.floor(DAY / timeframeMs) + 1);
    while (last + 1 < next) {
      const middle = (last + next) >>> 1;
      if (dayOf(middle) === day) last = middle;
      else next = middle;
    }
    ends.push(last);
  }
  return Int32Array.from(ends);
}
