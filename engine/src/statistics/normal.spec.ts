import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { erfc } from './erfc.ts';
import { normalCdf } from './normal-cdf.ts';
import { normalDensity } from './normal-density.ts';
import { normalQuantile } from './normal-quantile.ts';

/** Largest relative error against a table of [argument, value]. */
function worst(f: (x: number) => number, table: [number, number][]): number {
  return Math.max(...table.map(([x, want]) => Math.abs(f(x) - want) / Math.abs(want)));
}

describe('normalCdf', () => {
  it('agrees with scipy.stats.norm.cdf (1.17) to 13 digits, deep tails included', () => {
    const table: [number, number][] = [
      [-37, 5.7255712225239266e-300],
      [-10, 7.61985302416047e-24],
      [-5, 2.866515718791933e-7],
      [-1.96, 0.024997895148220435],
      [-0.3, 0.3820885778110474],
      [0, 0.5],
      [0.46875, 0.6803758284828824],
      [1, 0.8413447460685429],
      [1.959963984540054, 0.975],
      [3, 0.9986501019683699],
      [6, 0.9999999990134123],
    ];
    expect(worst(normalCdf, table)).toBeLessThan(3e-14);
    // Upper tail, scipy.stats.norm.sf(30).
    expect(worst((z) => normalCdf(-z), [[30, 4.906713927147908e-198]])).toBeLessThan(1e-13);
  });

  it('is symmetric and keeps NaN', () => {
    fc.assert(
      fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (z) => {
        expect(normalCdf(z) + normalCdf(-z)).toBeCloseTo(1, 15);
      }),
    );
    expect(normalCdf(NaN)).toBeNaN();
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(erfc(0)).toBe(1);
  });

  it('has the density as its slope', () => {
    for (const z of [-2, -0.1, 0.7, 3]) {
      expect((normalCdf(z + 1e-5) - normalCdf(z - 1e-5)) / 2e-5).toBeCloseTo(normalDensity(z), 9);
    }
  });
});

describe('normalQuantile', () => {
  it('agrees with scipy.stats.norm.ppf (1.17) to 15 digits', () => {
    const table: [number, number][] = [
      [1e-300, -37.0470962993612],
      [1e-20, -9.262340089798409],
      [1e-5, -4.264890793922825],
      [0.01, -2.3263478740408408],
      [0.025, -1.9599639845400545],
      [0.3, -0.5244005127080409],
      [0.7, 0.5244005127080407],
      [0.975, 1.959963984540054],
      [0.999999, 4.753424308817087],
    ];
    expect(worst(normalQuantile, table)).toBeLessThan(2e-15);
  });

  it('turns the distribution function round', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-200, max: 0.5, noNaN: true }), (p) => {
        expect(Math.abs(normalCdf(normalQuantile(p)) - p)).toBeLessThan(1e-12 * p);
      }),
    );
  });

  it('ends at infinity and knows nothing outside [0, 1]', () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(NaN)).toBeNaN();
  });
});
