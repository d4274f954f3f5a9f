import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  gridSize,
  gridTrial,
  parseDimension,
  shareOf,
  spaceSize,
  valueAt,
  valuesOf,
  wholeNumbersOf,
} from './space.ts';

describe('the space of a sweep', () => {
  it('is read from text, its values as a person would write them', () => {
    expect(parseDimension('hold=12,24,48')).toEqual({ name: 'hold', values: [12, 24, 48] });
    expect(valuesOf(parseDimension(' z = -3.4:-1.6:0.2 '))).toEqual([
      -3.4, -3.2, -3, -2.8, -2.6, -2.4, -2.2, -2, -1.8, -1.6,
    ]);
    expect(valuesOf(parseDimension('x=0:0.3:0.1'))).toEqual([0, 0.1, 0.2, 0.3]);
    expect(parseDimension('fee=0.0001:0.01:log')).toMatchObject({
      from: 0.0001,
      to: 0.01,
      step: 0,
      log: true,
    });
    for (const wrong of [
      'x',
      'x=',
      'x=a',
      'x=2:1',
      'x=1:2:0',
      'x=1:2:-1',
      'x=0:1:log',
      'x=1:2:3:4',
      'x=1,1',
      'x=0:1:1e-9',
    ])
      expect(() => parseDimension(wrong)).toThrow(expect.objectContaining({ code: 'SWEEP_RANGE' }));
  });

  it('numbers the points of a grid, the last dimension fastest, each once', () => {
    const dimensions = [parseDimension('a=1,2,3'), parseDimension('b=0:1:0.5')];
    expect(gridSize(dimensions)).toBe(9);
    expect(gridTrial(dimensions, 0)).toEqual([1, 0]);
    expect(gridTrial(dimensions, 5)).toEqual([2, 1]);
    const all = Array.from({ length: 9 }, (_, k) => gridTrial(dimensions, k).join());
    expect(new Set(all).size).toBe(9);
    expect(() => gridSize([parseDimension('x=1:2')])).toThrow(
      expect.objectContaining({ code: 'SWEEP_RANGE' }),
    );
  });

  it('finds a value by its share of the way, and the share by the value', () => {
    const shares = fc.double({ min: 0, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom('x=1:5', 'x=0.001:10:log', 'x=-2:7'), shares, (text, share) => {
        const dimension = parseDimension(text);
        expect(shareOf(dimension, valueAt(dimension, share))).toBeCloseTo(share, 9);
      }),
    );
    // The middle of a logarithmic range is the geometric mean: √(0.01 · 1) = 0.1.
    expect(valueAt(parseDimension('x=0.01:1:log'), 0.5)).toBeCloseTo(0.1, 12);
    expect(valueAt(parseDimension('x=1,2,4'), 0.34)).toBe(2);
  });

  it('of whole numbers is drawn whole, from one end to the other, evenly or on a logarithmic scale', () => {
    const even = wholeNumbersOf(parseDimension('x=2.4:7.9'));
    // 3, 4, 5, 6 and 7, a fifth of the way each.
    expect([0, 0.19, 0.21, 0.5, 0.79, 0.81, 0.999].map((share) => valueAt(even, share))).toEqual([
      3, 3, 4, 5, 6, 7, 7,
    ]);
    expect(shareOf(even, 4)).toBeCloseTo(0.3, 12);
    expect(spaceSize([even, parseDimension('y=1,2')])).toBe(10);
    const wide = wholeNumbersOf(parseDimension('x=1:100:log'));
    // 100 to the power of the share: 1, 3.16, 10, 31.6, 99.5.
    expect([0, 0.25, 0.5, 0.75, 0.999].map((share) => valueAt(wide, share))).toEqual([1, 3, 10, 32, 100]);
    expect(wholeNumbersOf(parseDimension('x=2.4:3.9'))).toEqual({ name: 'x', values: [3] });
    expect(wholeNumbersOf(parseDimension('x=1:9:2'))).toEqual(parseDimension('x=1:9:2'));
    expect(() => wholeNumbersOf(parseDimension('x=2.4:2.9'))).toThrow(
      expect.objectContaining({ code: 'SWEEP_RANGE' }),
    );
  });

  // Ten thousand trials of a grid of a hundred thousand values: 10^9 roundings when each trial made the whole list anew.
  it('computes the values of a dimension once', () => {
    const dimensions = [parseDimension('x=1:100000:1')];
    const first = valuesOf(dimensions[0]);
    expect(valuesOf(dimensions[0])).toBe(first);
    expect(gridTrial(dimensions, 99_999)).toEqual([100_000]);
  });
});
