import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gammaln } from 'simple-statistics';
import { logGamma } from './log-gamma.ts';

describe('logGamma', () => {
  it('gives the logarithms of factorials, and of √π', () => {
    let factorial = 1;
    for (let n = 1; n < 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12);
      factorial *= n;
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
  });

  it('agrees with simple-statistics', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (x) => {
        const want = gammaln(x);
        expect(Math.abs(logGamma(x) - want)).toBeLessThan(1e-12 * Math.max(1, Math.abs(want)));
      }),
    );
  });

  it('knows nothing at and below 0', () => {
    expect(logGamma(0)).toBeNaN();
    expect(logGamma(-1.5)).toBeNaN();
    expect(logGamma(NaN)).toBeNaN();
  });
});
