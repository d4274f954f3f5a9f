import { describe, expect, it } from '@jest/globals';
import { histogram, roundStep } from './histogram.ts';

describe('histogram', () => {
  it('counts every value once, and never gains with losses', () => {
    const values = Array.from({ length: 500 }, (_, k) => Math.sin(k * 12.9898) * 100);
    const bins = histogram(values);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(500);
    for (const { from, to } of bins) expect(from < 0 && to > 1e-9).toBe(false);
    const negative = bins.filter(({ to }) => to <= 1e-9).reduce((sum, { count }) => sum + count, 0);
    expect(negative).toBe(values.filter((value) => value < 0).length);
  });

  it('puts what lies far out into the outer bars', () => {
    const values = [...Array.from({ length: 400 }, (_, k) => k % 20), 1e6];
    const bins = histogram(values);
    expect(bins.at(-1)).toMatchObject({ open: 'high' });
    expect(bins.at(-1)!.to).toBeLessThan(100);
  });

  it('copes with one value, with equal ones, and with none', () => {
    expect(histogram([])).toEqual([]);
    expect(histogram([NaN])).toEqual([]);
    expect(histogram([5, 5, 5]).reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(histogram([0]).reduce((sum, { count }) => sum + count, 0)).toBe(1);
  });

  it('has round edges', () => {
    expect([0.3, 1, 3, 7, 24, 26].map(roundStep)).toEqual([0.5, 1, 5, 10, 25, 50]);
  });
});
