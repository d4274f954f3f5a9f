import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ColumnBlock } from './column-block.ts';
import { BAR_FIELDS, emptyColumns } from './fields.ts';
import { copyRecordGuarded, emptyQuality } from './guards.ts';

/** Sound values, and every kind that is not: missing, infinite, negative, both zeros, just beyond what funding may be. */
const value = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: 1e-300, max: 1e300, noNaN: true }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(NaN, 0, -0, -1, 1 / 0, -1 / 0, 5e-324, 0.05, -0.05, 0.0500001, -0.0500001),
  },
);
const FUNDING = BAR_FIELDS.indexOf('fundingRate');
const record = fc
  .tuple(fc.array(value, { minLength: BAR_FIELDS.length, maxLength: BAR_FIELDS.length }), fc.boolean())
  .map(([values, small]) => values.map((x, k) => (k === FUNDING && small ? Math.min(x, 0.01) : x)));

describe('ColumnBlock', () => {
  it('takes a bar in exactly as columns in arrays of their own do: values, rejections, holes', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) => {
        const block = new ColumnBlock(records.length);
        const columns = emptyColumns(records.length);
        const list = BAR_FIELDS.map((field) => columns[field]);
        const [one, other] = [emptyQuality(), emptyQuality()];
        const values = Float64Array.from(records.flat());
        records.forEach((_, row) => {
          block.write(values, row * BAR_FIELDS.length, row, one);
          copyRecordGuarded(values, row * BAR_FIELDS.length, list, row, other);
        });
        expect(block.columns).toEqual(columns);
        expect(one).toEqual(other);
      }),
      { numRuns: 200 },
    );
  });
});
