import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextRows, ThresholdLists, type Comparison } from './threshold-lists.ts';

const HOLDS: Record<Comparison, (value: number, limit: number) => boolean> = {
  lt: (value, limit) => value < limit,
  le: (value, limit) => value <= limit,
  gt: (value, limit) => value > limit,
  ge: (value, limit) => value >= limit,
};
const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -20, max: 20 }) },
  { weight: 4, arbitrary: fc.double({ min: -20, max: 20, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0) },
);

describe('rows below or above a limit', () => {
  it('are those that looking at every row finds, whatever has been asked before', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 120 }),
        fc.constantFrom<Comparison>('lt', 'le', 'gt', 'ge'),
        fc.integer({ min: 0, max: 3 }),
        fc.array(value, { minLength: 1, maxLength: 40 }),
        (values, name, back, limits) => {
          const data = Float64Array.from(values);
          const lists = new ThresholdLists(data, back, name, data.length);
          const out = new Int32Array(data.length);
          for (const limit of limits) {
            const found = Array.from(out.subarray(0, lists.find(limit, out)));
            const rows = values.map((_, row) => row);
            expect(found).toEqual(rows.filter((row) => row >= back && HOLDS[name](data[row - back], limit)));
          }
        },
      ),
      { numRuns: 300, seed: 8 },
    );
  });
});

describe('the next row below or above a limit', () => {
  it('is the one that looking on from every row finds', () => {
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.constantFrom<Comparison>('lt', 'le', 'gt', 'ge'),
        fc.integer({ min: 0, max: 70 }),
        value,
        (values, name, back, limit) => {
          const rows = values.length;
          const next = nextRows(name, Float64Array.from(values), back, limit, rows, new Int32Array(rows + 1));
          const holds = (row: number) => row >= back && HOLDS[name](values[row - back], limit);
          const looked = Array.from({ length: rows + 1 }, (_, from) => {
            let row = from;
            while (row < rows && !holds(row)) row++;
            return row;
          });
          expect(Array.from(next)).toEqual(looked);
        },
      ),
      { numRuns: 300, seed: 8 },
    );
  });
});
