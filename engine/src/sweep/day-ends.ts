import { DAY } from '../time.ts';

/** The last row of each UTC day that has one, in order; a close at midnight belongs to the day that ends with it. */
export function dayEndsOf(openTime: Float64Array, timeframeMs: number, rows: number): Int32Array {
  const ends: number[] = [];
  let day = NaN;
  for (let row = 0; row < rows; row++) {
    const own = Math.floor((openTime[row] + timeframeMs - 1) / DAY);
    if (own === day) ends[ends.length - 1] = row;
    else {
      ends.push(row);
      day = own;
    }
  }
  return Int32Array.from(ends);
}
