import { describe, expect, it } from '@jest/globals';
import { dayEndsOf } from './day-ends.ts';

const MINUTE = 60_000;

/** Row by row: the last one of each day. */
function byDefinition(openTime: Float64Array, timeframe: number): number[] {
  const dayOf = (row: number): number => Math.floor((openTime[row] + timeframe - 1) / 86_400_000);
  return [...openTime.keys()].filter((row) => row + 1 === openTime.length || dayOf(row) !== dayOf(row + 1));
}

describe('dayEndsOf', () => {
  it('is the last row of each day, whatever the timeframe and wherever the recording begins', () => {
    for (const minutes of [1, 5, 15, 60, 240, 1440, 10_080])
      for (const rows of [0, 1, 2, 287, 288, 289, 3_000])
        for (const first of [0, 1, 7]) {
          const step = minutes * MINUTE;
          const openTime = Float64Array.from({ length: rows }, (_, i) => (first + i) * step);
          expect([...dayEndsOf(openTime, step, rows)]).toEqual(byDefinition(openTime, step));
        }
  });

  it('counts a close at midnight to the day that ends with it', () => {
    // 5m bars from 23:50: the bar of 23:55 closes at midnight.
    const openTime = Float64Array.from({ length: 4 }, (_, i) => (1430 + 5 * i) * MINUTE);
    expect([...dayEndsOf(openTime, 5 * MINUTE, 4)]).toEqual([1, 3]);
  });
});
