import { describe, expect, it } from '@jest/globals';
import { announceRealData, hasRealData, readCsv, readJson } from '../../test/real-data.ts';
import { seededRandom } from '../numeric/random.ts';
import { huber, type HuberFit } from './huber.ts';
import { leastSquares } from './least-squares.ts';

announceRealData();

function known(y: ArrayLike<number>, x: ArrayLike<number>[]): HuberFit {
  const answer = huber(y, x);
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

describe('huber', () => {
  (hasRealData ? it : it.skip)('agrees with the published stack-loss fit of R MASS::rlm', () => {
    const { RLM_HuberT_stackloss: published } = readJson<{
      RLM_HuberT_stackloss: {
        params: number[];
        bse_H1: number[];
        scale: number;
        weights_not_1: Record<string, number>;
      };
    }>('checks/statsmodels/expected.json');
    const rows = readCsv('checks/statsmodels/stackloss.csv');
    const column = (name: string): number[] => rows.map((row) => Number(row[`"${name}"`]));
    const fit = known(column('STACKLOSS'), ['AIRFLOW', 'WATERTEMP', 'ACIDCONC'].map(column));
    // Published with the constant last; R stops iterating at 1e-4, which is what its digits are good for.
    const [airflow, temperature, acid, constant] = published.params;
    [constant, airflow, temperature, acid].forEach((value, j) => {
      expect(Math.abs(fit.coefficients[j] / value - 1)).toBeLessThan(1e-4);
    });
    const [seAirflow, seTemperature, seAcid, seConstant] = published.bse_H1;
    [seConstant, seAirflow, seTemperature, seAcid].forEach((value, j) => {
      expect(Math.abs(fit.standardErrors[j] / value - 1)).toBeLessThan(2e-3);
    });
    expect(Math.abs(fit.scale / published.scale - 1)).toBeLessThan(1e-4);
    expect(fit.converged).toBe(true);
    fit.weights.forEach((weight, i) =>
      expect(Math.abs(weight - (published.weights_not_1[i] ?? 1))).toBeLessThan(1e-4),
    );
    // statsmodels 0.15, iterated to 1e-12.
    const errors = [9.791898541349283, 0.11100521335450461, 0.3029301631085896, 0.12864961493536978];
    errors.forEach((value, j) => expect(fit.standardErrors[j]).toBeCloseTo(value, 6));
    expect(fit.coefficients[1]).toBeCloseTo(0.8293843346, 8);
    expect(fit.coefficients[0]).toBeCloseTo(-41.02649835240026, 7);
    expect(fit.scale).toBeCloseTo(2.440536091720958, 7);
  });

  it('is not moved by what pulls least squares away', () => {
    const random = seededRandom('huber');
    const x = Float64Array.from({ length: 200 }, () => random.normal());
    const y = x.map((value, i) => 1 + 2 * value + 0.1 * random.normal() + (i % 10 === 0 ? 50 : 0));
    const robust = known(y, [x]);
    const plain = leastSquares(y, [x]);
    expect(Math.abs(robust.coefficients[1] - 2)).toBeLessThan(0.03);
    expect(Math.abs(robust.coefficients[0] - 1)).toBeLessThan(0.05);
    expect(plain.ok && Math.abs(plain.coefficients[0] - 1)).toBeGreaterThan(4);
  });

  it('leaves a perfect line alone and passes refusals on', () => {
    const fit = known(
      [1, 3, 5, 7, 90],
      [[0, 1, 2, 3, 4]].map((x) => Float64Array.from(x)),
    );
    expect(fit.coefficients[1]).toBeGreaterThan(1.9);
    const perfect = known([1, 3, 5, 7], [[0, 1, 2, 3]]);
    expect(perfect.coefficients[1]).toBeCloseTo(2, 12);
    expect(huber([1, 2, 3], [[5, 5, 5]])).toMatchObject({
      ok: false,
      reason: expect.stringContaining('constant'),
    });
  });
});
