import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { effectiveSampleSize, weighedSampleSize } from './effective-sample-size.ts';

describe('effectiveSampleSize', () => {
  it('gives the values worked out by hand', () => {
    expect(effectiveSampleSize([0, 10, 20], 5)).toBe(3);
    // Rows 0 and 2 over 4 bars: bars 1…4 and 3…6. Each: two bars alone, two shared: (2 + 2·½)/4 = 0.75.
    expect(effectiveSampleSize([0, 2], 4)).toBeCloseTo(1.5, 14);
    // n neighbours over h bars cover n + h − 1 bars: Σ shares = number of bars covered / h.
    expect(effectiveSampleSize([5, 6, 7, 8], 10)).toBeCloseTo(13 / 10, 14);
    expect(effectiveSampleSize([], 5)).toBe(0);
  });

  it('lies between one and the number of events, and equals covered bars over horizon', () => {
    const rows = fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 48 }), (unsorted, horizon) => {
        const sorted = [...unsorted].sort((a, b) => a - b);
        const covered = new Set(
          sorted.flatMap((row) => Array.from({ length: horizon }, (_, k) => row + 1 + k)),
        );
        expect(effectiveSampleSize(sorted, horizon)).toBeCloseTo(covered.size / horizon, 9);
        expect(weighedSampleSize(sorted, horizon)).toBeLessThan(covered.size / horizon + 1e-9);
        expect(weighedSampleSize(sorted, horizon)).toBeGreaterThan(1 - 1e-9);
      }),
    );
  });
});

describe('weighedSampleSize', () => {
  it('gives the values worked out by hand', () => {
    expect(weighedSampleSize([0, 10, 20], 5)).toBeCloseTo(3, 14);
    // Bars 1…4 and 3…6 are open 1, 1, 2, 2, 1, 1 times, squares 12: 2²·4 / 12.
    expect(weighedSampleSize([0, 2], 4)).toBeCloseTo(4 / 3, 14);
    // Two lanes at once and one alone: 3² / (2² + 1²).
    expect(weighedSampleSize([10, 10, 500], 48)).toBeCloseTo(1.8, 14);
    expect(weighedSampleSize([], 5)).toBe(0);
  });
});
