import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../numeric/random.ts';
import { changePoints } from './change-points.ts';
import { kolmogorovTail } from './kolmogorov-tail.ts';

describe('changePoints', () => {
  it('finds planted changes of a hit rate, where they are', () => {
    const random = seededRandom('changes');
    const rate = (i: number): number => (i < 400 ? 0.7 : i < 900 ? 0.45 : 0.65);
    const hits = Array.from({ length: 1500 }, (_, i) => (random.next() < rate(i) ? 1 : 0));
    const found = changePoints(hits);
    expect(found.map((c) => Math.round(c.index / 100))).toEqual([4, 9]);
    expect(found[0].before).toBeCloseTo(0.7, 1);
    expect(found[0].after).toBeCloseTo(0.45, 1);
    expect(found[1].after).toBeCloseTo(0.65, 1);
  });

  it('finds none in noise, autocorrelated or not, more often than the level allows', () => {
    let false05 = 0;
    for (let trial = 0; trial < 300; trial++) {
      const random = seededRandom(`still ${trial}`);
      const phi = trial % 2 === 0 ? 0 : 0.4;
      let value = 0;
      const sample = Float64Array.from({ length: 400 }, () => (value = phi * value + random.normal()));
      if (changePoints(sample, { level: 0.05 }).length > 0) false05++;
    }
    expect(false05 / 300).toBeLessThan(0.08);
  });

  it.each([60, 100])('finds none in %p coins more often than the level allows', (size) => {
    let found = 0;
    for (let trial = 0; trial < 1_000; trial++) {
      const random = seededRandom(`coins ${trial}`);
      const coins = Array.from({ length: size }, () => (random.next() < 0.5 ? 1 : 0));
      if (changePoints(coins).length > 0) found++;
    }
    // Binomial(1,000, 1 %): 10 expected, more than 20 have a chance of 0.2 %.
    expect(found).toBeLessThanOrEqual(20);
  });

  it('handles steps without noise, constants and short samples', () => {
    const step = Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : 1));
    // |S_50 − S_100 / 2| = 25 of a deviation of 0.5: 25 / (0.5·√100) = 5, of which Kolmogorov's tail is 2·exp(−2·5²).
    const [change] = changePoints(step);
    expect(change).toMatchObject({ index: 50, before: 0, after: 1 });
    expect(change.pValue / (2 * Math.exp(-50))).toBeCloseTo(1, 10);
    expect(changePoints(new Float64Array(100).fill(0.1))).toEqual([]);
    expect(changePoints([1, 0, 1])).toEqual([]);
    expect(() => changePoints([1, NaN])).toThrow(/Observation 1/);
  });
});

describe('kolmogorovTail', () => {
  it("agrees with the tables of Kolmogorov's distribution", () => {
    expect(kolmogorovTail(1.2238)).toBeCloseTo(0.1, 4);
    expect(kolmogorovTail(1.3581)).toBeCloseTo(0.05, 4);
    expect(kolmogorovTail(1.6276)).toBeCloseTo(0.01, 4);
    expect(kolmogorovTail(0)).toBe(1);
    expect(kolmogorovTail(NaN)).toBeNaN();
  });
});
