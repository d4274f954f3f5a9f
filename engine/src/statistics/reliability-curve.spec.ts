import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { reliabilityCurve } from './reliability-curve.ts';
import { rollingHitRate } from './rolling-hit-rate.ts';
import { wilsonInterval } from './wilson.ts';

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

  it('counts overlapping events of a bin as what they are worth, whatever order they come in', () => {
    // Rows 5 … 8 over 10 bars cover 13: 1.3 events' worth, and row 100 twice (two lanes) as one.
    const scores = [0.2, 0.8, 0.2, 0.2, 0.8, 0.2];
    const overlap = { rows: [8, 100, 5, 7, 100, 6], horizon: 10 };
    const { bins } = reliabilityCurve(scores, [1, 1, 0, 1, 1, 0], 'distinct', 0.95, overlap);
    expect(bins.map(({ effectiveEvents }) => effectiveEvents)).toEqual([expect.closeTo(1.3, 12), 1]);
    expect(bins[0].hitRate).toEqual(wilsonInterval(0.65, 1.3));
    expect(bins[1].hitRate).toEqual(wilsonInterval(1, 1));
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

  it('has intervals as wide as the overlapping events of the window are few', () => {
    const rows = [0, 1, 2, 50, 50, 100];
    const rates = rollingHitRate([1, 0, 1, 1, 0, 1], 3, 0.95, { rows, horizon: 10 });
    // Bars covered: rows 0…2: 12; 1, 2, 50: 21; 2, 50, 50: 20; 50, 50, 100: 20.
    expect(rates.map(({ low, high }) => [low, high])).toEqual(
      [1.2, 2.1, 2, 2].map((effective) => {
        const { low, high } = wilsonInterval((2 / 3) * effective, effective);
        return [expect.closeTo(low, 12), expect.closeTo(high, 12)];
      }),
    );
    expect(rates.map(({ estimate }) => estimate)).toEqual(rates.map(() => expect.closeTo(2 / 3, 12)));
  });
});
