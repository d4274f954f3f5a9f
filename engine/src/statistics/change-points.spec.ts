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

  it('handles steps without noise, constants and short samples', () => {
    const step = Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : 1));
    expect(changePoints(step)).toEqual([{ index: 50, before: 0, after: 1, pValue: 0 }]);
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
