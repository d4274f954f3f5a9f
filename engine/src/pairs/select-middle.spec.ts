import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { median } from 'simple-statistics';
import { selectMiddle } from './select-middle.ts';

describe('selectMiddle', () => {
  it('gives the median that simple-statistics gives', () => {
    const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(values, (x) => {
        const n = x.length;
        expect(selectMiddle(Float64Array.from(x), n, n >> 1, n % 2 === 0)).toBe(median(x));
      }),
    );
  });

  it('leaves what lies beyond n alone', () => {
    const x = Float64Array.of(3, 1, 2, -100);
    expect(selectMiddle(x, 3, 1, false)).toBe(2);
    expect(x[3]).toBe(-100);
  });
});
