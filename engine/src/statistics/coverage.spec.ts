import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { bootstrapMean } from './bootstrap-ratio.ts';
import { wilsonInterval } from './wilson.ts';

/** Share of `trials` samples of length `n` with autocorrelation `phi` whose 95 % interval holds the true mean, 0. */
function coverage(phi: number, n: number, trials: number): number {
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const random = seededRandom(`coverage ${phi} ${trial}`);
    let value = random.normal() / Math.sqrt(1 - phi * phi);
    const sample = Float64Array.from({ length: n }, () => (value = phi * value + random.normal()));
    const { low, high } = bootstrapMean(sample, { random, replicates: 300 });
    if (low <= 0 && high >= 0) covered++;
  }
  return covered / trials;
}

describe('a nominal 95 % interval', () => {
  it.each([
    [0, 400],
    [0.3, 1000],
    [0.6, 2000],
  ])('by bootstrap covers 93 to 97 %% at autocorrelation %p, %p values', (phi, n) => {
    const share = coverage(phi, n, 400);
    expect(share).toBeGreaterThanOrEqual(0.93);
    expect(share).toBeLessThanOrEqual(0.97);
  });

  it('by Wilson covers 93 to 97 % on average over shares and sample sizes', () => {
    const random = seededRandom('wilson');
    let covered = 0;
    for (let trial = 0; trial < 20_000; trial++) {
      const share = 0.2 + 0.6 * random.next();
      const n = 20 + random.int(200);
      let hits = 0;
      for (let i = 0; i < n; i++) if (random.next() < share) hits++;
      const { low, high } = wilsonInterval(hits, n);
      if (low <= share && high >= share) covered++;
    }
    expect(covered / 20_000).toBeGreaterThan(0.94);
    expect(covered / 20_000).toBeLessThan(0.96);
  });
});
