import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { effectiveTrials } from './effective-trials.ts';
import { realityCheck } from './reality-check.ts';

/** What runs of worthless daily returns come to, every two of them correlated by `rho`. */
function counted(rho: number, runs: number, days: number): number {
  const random = seededRandom(`alike ${rho}`);
  const common = Float64Array.from({ length: days }, () => random.normal());
  const all = Array.from({ length: runs }, () =>
    common.map((x) => Math.sqrt(rho) * x + Math.sqrt(1 - rho) * random.normal()),
  );
  const check = realityCheck(all, { random, blockLength: 1, replicates: 400 });
  return check.ok ? effectiveTrials(check.luckySharpe * Math.sqrt(days)) : NaN;
}

describe('effectiveTrials', () => {
  it('is the inverse of the expected maximum', () => {
    // Bailey & López de Prado's example has 100 trials: 0.1132 at a variance of 0.5/250, hence 2.5306 standard errors.
    expect(effectiveTrials(2.5306)).toBeCloseTo(100, 1);
    // By hand for two: 0.4228·Φ⁻¹(½) + 0.5772·Φ⁻¹(1 − 1/2e) = 0.5772·0.9004 = 0.5197.
    expect(effectiveTrials(0.5197)).toBeCloseTo(2, 2);
    expect(effectiveTrials(0)).toBe(1);
    expect(effectiveTrials(NaN)).toBeNaN();
  });

  it('counts runs that have nothing in common in full, twins as one', () => {
    expect(counted(0, 100, 800)).toBeGreaterThan(75);
    expect(counted(0, 100, 800)).toBeLessThan(125);
    expect(counted(1, 100, 500)).toBeLessThan(1.6);
  });

  it('counts correlated runs as few as their expected maximum is', () => {
    // The best of N runs correlated by ρ is expected at √(1 − ρ) of the best of N independent ones: √0.5 · 2.5306 = 1.789, which is that
    // of 16.6 independent ones (0.4228·Φ⁻¹(1 − 1/16.6) + 0.5772·Φ⁻¹(1 − 1/16.6e) = 1.789).
    expect(counted(0.5, 100, 800)).toBeGreaterThan(12);
    expect(counted(0.5, 100, 800)).toBeLessThan(22);
  });
});
