import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wilsonInterval } from './wilson.ts';

describe('wilsonInterval', () => {
  it("agrees with Newcombe's published examples (1998, table I, method 3)", () => {
    const table: [number, number, number, number][] = [
      [81, 263, 0.2553, 0.3662],
      [15, 148, 0.0624, 0.1605],
      [0, 20, 0, 0.1611],
      [1, 29, 0.0061, 0.1718],
    ];
    for (const [hits, trials, low, high] of table) {
      const interval = wilsonInterval(hits, trials);
      expect(interval.low).toBeCloseTo(low, 4);
      expect(interval.high).toBeCloseTo(high, 4);
    }
  });

  it('agrees with statsmodels 0.15 proportion_confint to 12 digits', () => {
    expect(wilsonInterval(5, 10).low).toBeCloseTo(0.23659309051256394, 12);
    expect(wilsonInterval(5, 10).high).toBeCloseTo(0.7634069094874361, 12);
    expect(wilsonInterval(600, 1000).low).toBeCloseTo(0.5693094295142662, 12);
    expect(wilsonInterval(10, 10).low).toBeCloseTo(0.7224672001371106, 12);
  });

  it('stays inside [0, 1], holds the estimate and mirrors', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const hits = Math.round(n * share);
          const a = wilsonInterval(hits, n);
          const b = wilsonInterval(n - hits, n);
          expect(a.low).toBeGreaterThanOrEqual(0);
          expect(a.high).toBeLessThanOrEqual(1);
          expect(a.low).toBeLessThanOrEqual(a.estimate);
          expect(a.high).toBeGreaterThanOrEqual(a.estimate);
          expect(a.low).toBeCloseTo(1 - b.high, 10);
        },
      ),
    );
  });

  it('says nothing about nothing, and refuses the impossible', () => {
    expect(wilsonInterval(0, 0)).toEqual({ estimate: NaN, low: NaN, high: NaN, confidence: 0.95 });
    expect(() => wilsonInterval(3, 2)).toThrow(expect.objectContaining({ code: 'STATISTICS_SETTING' }));
    expect(() => wilsonInterval(1, 2, 1.5)).toThrow(expect.objectContaining({ code: 'STATISTICS_SETTING' }));
  });
});
