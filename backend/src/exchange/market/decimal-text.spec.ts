import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalsOf, decimalText } from './decimal-text.ts';

describe('numbers as venues write them', () => {
  it.each([
    [61_250.1, 1, '61250.1'],
    [61_250, 2, '61250.00'],
    [0.001, 3, '0.001'],
    [-0.5, 2, '-0.50'],
    [0, 3, '0.000'],
    [7, 0, '7'],
    [1.23456789, 2, '1.23456789'],
    [1e-7, 4, '0.0000001'],
    [0.1 + 0.2, 1, '0.30000000000000004'],
    [123_456_789_012.5, 8, '123456789012.5'],
  ])('%p with %p decimals is %p', (value, decimals, text) => {
    expect(decimalText(value, decimals)).toBe(text);
  });

  it('are read back as they were, and written like toFixed where that is exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.nat(8), (whole, decimals) => {
        const value = whole / 10 ** decimals;
        const text = decimalText(value, decimals);
        expect(Number(text)).toBe(value);
        if (Number(value.toFixed(decimals)) === value) expect(text).toBe(value.toFixed(decimals));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e15, noNaN: true }), (value) => {
        const text = decimalText(value, 3);
        expect(text).not.toContain('e');
        if (value >= 1e-3) expect(Number(text)).toBe(value);
      }),
    );
  });

  it('the decimals of a column are the most that one of its values needs', () => {
    expect(decimalsOf(Float64Array.from([61_250.1, NaN, 61_250, 7.25]), 4)).toBe(2);
    expect(decimalsOf(Float64Array.from([0.1 + 0.2]), 1)).toBe(1);
    expect(decimalsOf(Float64Array.from([1 / 3]), 1)).toBe(8);
  });
});
