import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linearRegression } from 'simple-statistics';
import { leastSquares, type LeastSquares } from './least-squares.ts';
import type { Answer } from './answer.ts';

function known(answer: Answer<LeastSquares>): LeastSquares {
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

describe('leastSquares', () => {
  it('gives the values worked out by hand', () => {
    // x = 0…3, y = 1, 3, 4, 8: mean x 1.5, mean y 4, Sxx = 5, Sxy = 11, so b = 2.2, a = 0.7.
    // Residuals 0.3, 0.1, -1.1, 0.7: squares 1.8, s² = 0.9; se(b) = √(0.9/5), se(a) = √(0.9·(1/4 + 2.25/5)).
    const fit = known(leastSquares([1, 3, 4, 8], [[0, 1, 2, 3]]));
    expect(fit.coefficients[0]).toBeCloseTo(0.7, 14);
    expect(fit.coefficients[1]).toBeCloseTo(2.2, 14);
    expect(fit.residualSd).toBeCloseTo(Math.sqrt(0.9), 14);
    expect(fit.standardErrors[1]).toBeCloseTo(Math.sqrt(0.18), 14);
    expect(fit.standardErrors[0]).toBeCloseTo(Math.sqrt(0.63), 14);
    // R² = 1 − 1.8/26.
    expect(fit.rSquared).toBeCloseTo(1 - 1.8 / 26, 14);
    expect(fit.degrees).toBe(2);
  });

  it('weights an observation as if it stood there as often', () => {
    const x = [0, 1, 2, 5];
    const y = [1, 2, 2, 7];
    const weighted = known(leastSquares(y, [x], { weights: [1, 3, 1, 1] }));
    const repeated = known(leastSquares([1, 2, 2, 2, 2, 7], [[0, 1, 1, 1, 2, 5]]));
    expect(weighted.coefficients[0]).toBeCloseTo(repeated.coefficients[0], 13);
    expect(weighted.coefficients[1]).toBeCloseTo(repeated.coefficients[1], 13);
    expect(weighted.rSquared).toBeCloseTo(repeated.rSquared, 13);
  });

  it('agrees with simple-statistics for one regressor, and leaves residuals that sum to 0', () => {
    const point = fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 40 }), (points) => {
        const answer = leastSquares(
          points.map((p) => p[1]),
          [points.map((p) => p[0])],
        );
        if (new Set(points.map((p) => p[0])).size === 1) {
          expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('constant') });
          return;
        }
        const fit = known(answer);
        const { m, b } = linearRegression(points);
        expect(fit.coefficients[1]).toBeCloseTo(m, 7);
        expect(fit.coefficients[0]).toBeCloseTo(b, 5);
        expect(Math.abs(fit.residuals.reduce((sum, r) => sum + r, 0))).toBeLessThan(1e-8);
      }),
    );
  });

  it('says in a sentence why there is no fit', () => {
    const reason = (answer: Answer<LeastSquares>): string => (answer.ok ? '' : answer.reason);
    expect(reason(leastSquares([1, 2], [[1, 2]]))).toMatch(/2 observations are too few/);
    expect(reason(leastSquares([1, NaN, 2], [[1, 2, 3]]))).toMatch(/Observation 1 is NaN/);
    expect(reason(leastSquares([1, 2, 3], [[1, 2]]))).toMatch(/differ in length/);
    const x = [1, 2, 3, 4, 5];
    const twice = x.map((v) => 2 * v);
    expect(reason(leastSquares([1, 0, 2, 1, 5], [x, twice]))).toMatch(/Regressor 2 is a combination/);
    expect(reason(leastSquares([1, 0, 2, 1, 5], [twice, x], { intercept: false }))).toMatch(/Regressor 2/);
  });
});
