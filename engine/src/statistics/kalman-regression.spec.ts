import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from '../numeric/random.ts';
import { KALMAN_STATE_SIZE, KalmanRegression } from './kalman-regression.ts';
import { leastSquares } from './least-squares.ts';

describe('KalmanRegression', () => {
  it('gives the three steps worked out by hand', () => {
    // Q = diag(1/2, 1/2), R = 1, start [0, 0] with P = I/2.
    const filter = new KalmanRegression({
      discount: 1,
      interceptDrift: 0.5,
      slopeDrift: 0.5,
      observation: 1,
    });
    filter.start(0, 0, 0.5, 0, 0.5);
    const state = (): number[] => [filter.intercept, filter.slope, filter.p11, filter.p12, filter.p22];
    const expected = (values: number[]): unknown[] => values.map((v) => expect.closeTo(v, 14));

    // 1. x = 1, y = 3. P⁻ = I; S = 1 + 1 + 1 = 3; K = [1/3, 1/3]; e = 3: state [1, 1].
    //    P = I − K·[1, 1]: [2/3, −1/3; −1/3, 2/3]. Surprise 9/3.
    expect(filter.step(1, 3)).toBeCloseTo(3, 14);
    expect(state()).toEqual(expected([1, 1, 2 / 3, -1 / 3, 2 / 3]));

    // 2. x = 2, y = 4. P⁻ = [7/6, −1/3; −1/3, 7/6]; Ph = [7/6 − 2/3, −1/3 + 7/3] = [1/2, 2]; S = 1/2 + 4 + 1 = 11/2;
    //    K = [1/11, 4/11]; e = 4 − 1 − 2 = 1: state [12/11, 15/11].
    //    P = [7/6 − 1/22, −1/3 − 2/11; ·, 7/6 − 8/11] = [37/33, −17/33; ·, 29/66]. Surprise 2/11.
    expect(filter.step(2, 4)).toBeCloseTo(2 / 11, 14);
    expect(state()).toEqual(expected([12 / 11, 15 / 11, 37 / 33, -17 / 33, 29 / 66]));

    // 3. x = 0, y = 0. P⁻ = [107/66, −34/66; ·, 62/66]; Ph = [107/66, −34/66]; S = 107/66 + 1 = 173/66;
    //    K = [107/173, −34/173]; e = −12/11: intercept 12/11·(1 − 107/173) = 12/11·66/173 = 72/173;
    //    slope 15/11 + 12/11·34/173 = (15·173 + 408)/1903 = 3003/1903 = 273/173.
    //    P = [107/66·66/173, −34/66·66/173; ·, 62/66 − 34²/(66·173)] = [107/173, −34/173; ·, 9570/11418 = 145/173].
    filter.step(0, 0);
    expect(state()).toEqual(expected([72 / 173, 273 / 173, 107 / 173, -34 / 173, 145 / 173]));
  });

  it('is least squares where nothing drifts: the limit of no noise in the state', () => {
    const random = seededRandom('limit');
    const x = Float64Array.from({ length: 300 }, () => 5 + random.normal());
    const y = x.map((v) => 2 - 0.7 * v + 0.3 * random.normal());
    const filter = new KalmanRegression({ discount: 1, interceptDrift: 0, slopeDrift: 0, observation: 1 });
    // Next to nothing known at the start.
    filter.start(0, 0, 1e7, 0, 1e7);
    for (let i = 0; i < x.length; i++) filter.step(x[i], y[i]);
    const fit = leastSquares(y, [x]);
    if (!fit.ok) throw new Error(fit.reason);
    expect(filter.intercept).toBeCloseTo(fit.coefficients[0], 6);
    expect(filter.slope).toBeCloseTo(fit.coefficients[1], 6);
    expect(Math.sqrt(filter.p22) * fit.residualSd).toBeCloseTo(fit.standardErrors[1], 6);
  });

  it('is least squares with geometric weights where the past is discounted', () => {
    const random = seededRandom('discount');
    const x = Float64Array.from({ length: 400 }, () => random.normal());
    const y = x.map((v, i) => 0.01 * i + (1 + 0.005 * i) * v + 0.1 * random.normal());
    const filter = new KalmanRegression({ discount: 0.97, interceptDrift: 0, slopeDrift: 0, observation: 1 });
    filter.start(0, 0, 1e6, 0, 1e6);
    for (let i = 0; i < x.length; i++) filter.step(x[i], y[i]);
    const fit = leastSquares(y, [x], { weights: x.map((_, i) => 0.97 ** (399 - i)) });
    if (!fit.ok) throw new Error(fit.reason);
    expect(filter.intercept).toBeCloseTo(fit.coefficients[0], 5);
    expect(filter.slope).toBeCloseTo(fit.coefficients[1], 5);
  });

  it('means the same in any unit of either price', () => {
    const value = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 3, maxLength: 60 }), (points) => {
        const run = (scaleX: number, scaleY: number): KalmanRegression => {
          const filter = new KalmanRegression();
          filter.start(scaleY, scaleY / scaleX, 1, 0, 1 / (scaleX * scaleX));
          for (const [x, y] of points) filter.step(scaleX * x, scaleY * y);
          return filter;
        };
        expect(run(1000, 8).slope * 125).toBeCloseTo(run(1, 1).slope, 9);
      }),
    );
  });

  it('stays as it is over a hole, stays sane while x stands still, and comes back from its saved state', () => {
    const filter = new KalmanRegression({ discount: 0.9, interceptDrift: 0, slopeDrift: 0, observation: 1 });
    filter.start(1, 2, 1, 0, 1);
    filter.step(1, 3.5);
    const before = new Float64Array(KALMAN_STATE_SIZE);
    filter.save(before, 0);
    expect(filter.step(NaN, 3)).toBeNaN();
    expect(filter.step(3, NaN)).toBeNaN();
    const after = new Float64Array(KALMAN_STATE_SIZE);
    filter.save(after, 0);
    expect(after).toEqual(before);
    for (let i = 0; i < 100_000; i++) filter.step(5, 11 + (i % 2));
    expect(filter.p22).toBeLessThan(1e5);
    expect(filter.intercept + 5 * filter.slope).toBeCloseTo(11.5, 0);
    const copy = new KalmanRegression(filter.noise);
    filter.save(after, 0);
    copy.load(after, 0);
    filter.step(2, 3);
    copy.step(2, 3);
    expect(copy.slope).toBe(filter.slope);
  });
});
