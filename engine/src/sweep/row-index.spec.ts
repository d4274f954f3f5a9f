import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextInPlace } from './row-index.ts';

describe('the next row at which a condition holds', () => {
  it('is found in the memory of the list itself, as by looking from every row', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (holds) => {
        const rows = holds.length;
        const list = holds.flatMap((held, row) => (held ? [row] : []));
        const next = new Int32Array(rows + 1);
        next.set(list);

        nextInPlace(next, list.length, rows);

        const looked = Array.from({ length: rows + 1 }, (_, from) => list.find((row) => row >= from) ?? rows);
        expect(Array.from(next)).toEqual(looked);
      }),
    );
  });

  it('is the number of rows where none follows', () => {
    // Rows 1 and 2 of four: from 0 on it is 1, from 2 on 2, and behind them none.
    expect(Array.from(nextInPlace(Int32Array.of(1, 2, 0, 0, 0), 2, 4))).toEqual([1, 1, 2, 4, 4]);
  });
});
