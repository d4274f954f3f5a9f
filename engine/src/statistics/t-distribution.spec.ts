import { describe, expect, it } from '@jest/globals';
import { incompleteBeta } from './incomplete-beta.ts';
import { tCdf, tQuantile, tTwoSidedP } from './t-distribution.ts';

describe("Student's t", () => {
  it('agrees with 2 * scipy.stats.t.sf(|t|, df) (1.17)', () => {
    const table: [number, number, number][] = [
      [0, 5, 1],
      [1, 1, 0.5],
      [2.5, 3, 0.08770664700806556],
      [2.228138852, 10, 0.04999999999883647],
      [5, 30, 2.32966854670078e-5],
      [12, 8, 2.143866747688769e-6],
      [40, 4, 2.3340163226012678e-6],
      [0.001, 2.5, 0.9992763827207849],
    ];
    for (const [t, degrees, p] of table) {
      expect(Math.abs(tTwoSidedP(t, degrees) - p) / p).toBeLessThan(1e-11);
      expect(tTwoSidedP(-t, degrees)).toBe(tTwoSidedP(t, degrees));
    }
    // A million degrees of freedom: the log-gamma differences cost digits, nine are left.
    expect(tTwoSidedP(1.96, 1e6)).toBeCloseTo(0.04999606758526985, 9);
  });

  it('agrees with scipy.stats.t.ppf', () => {
    const table: [number, number, number][] = [
      [0.975, 1, 12.706204736174694],
      [0.975, 5, 2.5705818356363146],
      [0.975, 30, 2.0422724563012378],
      [0.995, 12, 3.0545395893929013],
      [0.9, 2.5, 1.7302509288071766],
    ];
    for (const [p, degrees, t] of table) {
      expect(Math.abs(tQuantile(p, degrees) - t) / t).toBeLessThan(1e-11);
      expect(tQuantile(1 - p, degrees)).toBeCloseTo(-t, 9);
    }
  });

  it('gives one-sided probabilities', () => {
    expect(tCdf(0, 7)).toBe(0.5);
    // One degree of freedom is Cauchy: F(1) = 3/4.
    expect(tCdf(1, 1)).toBeCloseTo(0.75, 14);
    expect(tCdf(-1, 1)).toBeCloseTo(0.25, 14);
    expect(tTwoSidedP(Infinity, 3)).toBe(0);
  });

  it('knows nothing where nothing is defined', () => {
    expect(tTwoSidedP(NaN, 3)).toBeNaN();
    expect(tTwoSidedP(1, 0)).toBeNaN();
    expect(tQuantile(1, 3)).toBeNaN();
    expect(incompleteBeta(1.5, 1, 1)).toBeNaN();
    // I_x(1, 1) = x; I_x(2, 2) = 3x² − 2x³.
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 14);
    expect(incompleteBeta(0.2, 2, 2)).toBeCloseTo(0.104, 14);
  });
});
