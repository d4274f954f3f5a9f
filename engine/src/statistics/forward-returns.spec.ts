import { describe, expect, it } from '@jest/globals';
import { baseRate } from './base-rate.ts';
import { forwardReturns } from './forward-returns.ts';
import { hitOutcomes } from './outcomes.ts';

describe('forwardReturns', () => {
  // Rows 2 and 3 have no bar. Each bar opens at 100; rows 1, 4 and 6 close higher.
  const open = [100, 100, NaN, NaN, 100, 100, 100];
  const close = [100, 110, NaN, NaN, 120, 100, 105];

  it('begins at a bar: a hole before one is no decision', () => {
    // Row 3 has an entry and an exit, 100 and 120, and nobody who could have decided on them.
    expect(Array.from(forwardReturns({ open, close }, 1), (x) => Math.round(1000 * x) / 1000)).toEqual([
      0.1,
      NaN,
      NaN,
      NaN,
      0,
      0.05,
      NaN,
    ]);
    // Over four bars row 0 alone has an exit, 120 of 100; rows 1 and 2 enter into the hole.
    expect(Array.from(forwardReturns({ open, close }, 4))).toEqual(
      [0.2, ...new Array<number>(6).fill(NaN)].map(near),
    );
  });

  it('leaves holes out of the base rate', () => {
    // Of the three bars with a known outcome two hit; with the hole it would be three of four.
    const outcomes = hitOutcomes(forwardReturns({ open, close }, 1), 0.01);
    expect(baseRate({ rows: [0], directions: [1] }, outcomes, 1).rate).toBeCloseTo(2 / 3, 14);
  });
});

function near(value: number): unknown {
  return value === value ? expect.closeTo(value, 12) : NaN;
}
