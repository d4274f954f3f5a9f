import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { noiseStudy, type NoiseMarket, type NoisePattern } from '../testing/noise-study.ts';
import { permutationTest } from './permutation.ts';

const TRIALS = 100;

/** Share of studies of a signal that means nothing whose 95 % interval of the excess hit rate holds the true one, 0. */
function coverage(market: NoiseMarket, pattern: NoisePattern): number {
  let covered = 0;
  for (let k = 0; k < TRIALS; k++) {
    const options = { rows: 4_000, market, costs: 0.0012, horizons: [1], replicates: 60 };
    const { low, high } = noiseStudy(pattern, `coverage ${k}`, options)[0].excess;
    if (low <= 0 && high >= 0) covered++;
  }
  return covered / TRIALS;
}

describe('a nominal 95 % interval of the excess hit rate', () => {
  // Binomial(100, 95 %): fewer than 89 have a chance of 0.4 %. A resampling alone covers 78 % of stretches on a market of calm and wild weeks.
  it.each([
    ['walk', 'sparse'],
    ['garch', 'clustered'],
    ['garch', 'stretches'],
  ] as const)('holds on a %s under events that are %s', (market, pattern) => {
    expect(coverage(market, pattern)).toBeGreaterThanOrEqual(0.89);
  });
});

describe('the variance over permutations', () => {
  it('is what a ring of six rows gives by hand', () => {
    // One event on 1, 0, 0, 0, 0, 0 moves to each row alike: its mean is 1 once in six, variance 1/6 · 5/6 = 0.1389.
    const long = [1, 0, 0, 0, 0, 0];
    const options = { random: seededRandom(1), replicates: 4_000 };
    const test = permutationTest({ rows: [0], directions: [1] }, { long, short: long }, options);
    // Three standard errors of a share of 4,000: 0.018 of 1/6, and two thirds of that in p·(1 − p).
    expect(Math.abs(test.expected - 1 / 6)).toBeLessThan(0.018);
    expect(Math.abs(test.variance - 5 / 36)).toBeLessThan(0.012);
  });

  it('is nothing where all rows are alike, and not known without events', () => {
    const long = [1, 1, 1, 1];
    const one = { random: seededRandom(1), replicates: 20 };
    const outcomes = { long, short: long };
    expect(permutationTest({ rows: [0, 2], directions: [1, 1] }, outcomes, one).variance).toBe(0);
    expect(permutationTest({ rows: [], directions: [] }, outcomes, one).variance).toBeNaN();
  });
});
