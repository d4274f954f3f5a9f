import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { reliabilityCurve } from './reliability-curve.ts';
import { rollingHitRate } from './rolling-hit-rate.ts';

describe('reliabilityCurve', () => {
  it('gives the values worked out by hand', () => {
    // Scores 0.2 (hits 0, 0, 1) and 0.8 (hits 1, 1): rates 1/3 and 1, overall 3/5.
    const result = reliabilityCurve([0.2, 0.2, 0.8, 0.2, 0.8], [0, 0, 1, 1, 1], 'distinct');
    expect(result.bins.map((b) => [b.from, b.events, b.hitRate.estimate])).toEqual([
      [0.2, 3, expect.closeTo(1 / 3, 14)],
      [0.8, 2, 1],
    ]);
    // Brier (0.04 + 0.04 + 0.04 + 0.64 + 0.04)/5; error (3·|1/3 − 0.2| + 2·0.2)/5; resolution (3·(4/15)² + 2·0.16)/5.
    expect(result.brier).toBeCloseTo(0.16, 14);
    expect(result.calibrationError).toBeCloseTo(0.16, 14);
    expect(result.resolution).toBeCloseTo((3 * (4 / 15) ** 2 + 2 * 0.16) / 5, 14);
    expect(result.monotone).toBe(true);
  });

  it('finds a calibrated score calibrated, and puts every event in one bin', () => {
    const random = seededRandom('calibrated');
    const scores = Float64Array.from({ length: 20_000 }, () => random.next());
    scores[0] = 1;
    const hits = scores.map((p) => (random.next() < p ? 1 : 0));
    const result = reliabilityCurve(scores, hits, 10);
    expect(result.bins.reduce((sum, b) => sum + b.events, 0)).toBe(20_000);
    expect(result.calibrationError).toBeLessThan(0.02);
    for (const bin of result.bins) expect(Math.abs(bin.hitRate.estimate - bin.meanScore)).toBeLessThan(0.04);
  });

  it('refuses scores that are no shares and shows an anti-signal as not monotone', () => {
    expect(() => reliabilityCurve([1.2], [1])).toThrow(/scores\[0\]/);
    expect(reliabilityCurve([0, 1], [1, 0], 'distinct').monotone).toBe(false);
    expect(reliabilityCurve([], []).brier).toBeNaN();
  });
});

describe('rollingHitRate', () => {
  it('counts the last events only', () => {
    const rates = rollingHitRate([1, 1, 0, 0, 1], 2);
    expect(rates.map((r) => [r.index, r.estimate])).toEqual([
      [1, 1],
      [2, 0.5],
      [3, 0],
      [4, 0.5],
    ]);
    expect(rollingHitRate([1], 2)).toEqual([]);
  });
});
