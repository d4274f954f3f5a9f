import { describe, expect, it } from '@jest/globals';
import { seededRandom, type Random } from '../numeric/random.ts';
import { baseRate, type BaseRate } from './base-rate.ts';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { binomialUpperTail } from './binomial-tail.ts';
import { eventStudy, type HorizonStudy } from './event-study.ts';
import type { Prices } from './forward-returns.ts';
import { drawsOf, independentDraws, placementLoad } from './placement-load.ts';
import { hitOutcomes } from './outcomes.ts';
import { hitPlacementP } from './random-placement.ts';
import { randomWalk } from '../testing/random-walk.ts';

/** `count` of the rows from `first`, each as likely as any other, in time order. */
function drawnRows(count: number, first: number, rows: number, random: Random): number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(first + random.int(rows - first));
  return [...drawn].sort((a, b) => a - b);
}

function longStudy(prices: Prices, rows: number[], random: Random, horizon = 1): HorizonStudy {
  const directions = rows.map(() => 1);
  return eventStudy(prices, { rows, directions }, { random, horizons: [horizon], replicates: 40 })[0];
}

describe('binomialUpperTail', () => {
  it('gives the sums worked out by hand', () => {
    expect(binomialUpperTail(5, 5, 0.5)).toBeCloseTo(1 / 32, 14);
    // 10 over 8, 9 and 10: 45 + 10 + 1 of 1,024.
    expect(binomialUpperTail(8, 10, 0.5)).toBeCloseTo(56 / 1024, 14);
    // 3·0.01·0.9 + 0.001.
    expect(binomialUpperTail(2, 3, 0.1)).toBeCloseTo(0.028, 14);
    expect(binomialUpperTail(0, 3, 0.1)).toBe(1);
    expect(binomialUpperTail(4, 3, 0.1)).toBeNaN();
    // Half an event more lies between whole ones.
    const between = binomialUpperTail(5.5, 5.5, 0.5);
    expect(between).toBeLessThan(1 / 32);
    expect(between).toBeGreaterThan(1 / 64);
  });
});

describe('independentDraws', () => {
  const of = (weights: number[], horizon: number): number => {
    const load = placementLoad(weights, horizon);
    const events = weights.filter((weight) => weight !== 0).length;
    return independentDraws({ events, load, draws: drawsOf(weights, load, horizon) }, horizon);
  };

  it('gives the values worked out by hand', () => {
    // Bars 1…4 and 3…6: weights 1, 1, 2, 2, 1, 1, squares 12: 2²·4 / 12.
    expect([...placementLoad([1, 0, 1, 0, 0, 0, 0], 4)]).toEqual([0, 1, 1, 2, 2, 1, 1]);
    expect(of([1, 0, 1, 0, 0, 0, 0], 4)).toBeCloseTo(4 / 3, 14);
    expect(of([1, 0, 0, 1, 0, 0, 1, 0, 0, 0], 3)).toBe(3);
    // Ten events over bars 1…13, and one far away: squares 1 + 4 + 9 + 7·16 + 9 + 4 + 1 + 4 = 144, 11²·4 / 144.
    const crowd = [...new Array<number>(10).fill(1), ...new Array<number>(20).fill(0), 1, 0, 0, 0, 0];
    expect(of(crowd, 4)).toBeCloseTo(484 / 144, 14);
    // Long and short over the same bars cancel: no more is claimed than there are events.
    expect(of([1, -1, 1, -1, 0, 0], 2)).toBe(4);
  });

  it('takes lanes to move together or apart, whichever leaves fewer', () => {
    const one = placementLoad([1, 0, 0], 1);
    const pooled = (second: number): number => {
      const load = one.map((value) => value * (1 + second));
      return independentDraws({ events: 2, load, draws: 2 }, 1);
    };
    // Both long at once: 2² / 2². One long, one short: their loads cancel, and apart they are two.
    expect(pooled(1)).toBe(1);
    expect(pooled(-1)).toBe(2);
  });
});

describe('few events that all came to the same', () => {
  // A hundred bars rise and as many fall, the first among them, in an order that has no pattern; the events lie before five that rise.
  const rows = 200;
  const open = new Float64Array(rows).fill(100);
  const rising = new Set(drawnRows(100, 1, rows, seededRandom('order')));
  const close = open.map((price, i) => (rising.has(i) ? price * 1.001 : price * 0.999));
  const prices = { open, close, high: close, low: open };
  const events = [20, 60, 100, 140, 180].map((from) => [...rising].find((row) => row > from)! - 1);
  const study = longStudy(prices, events, seededRandom('same'));

  it('are as rare as the binomial distribution says, not as the spread that they do not have', () => {
    expect(study).toMatchObject({ events: 5, hits: 5, effectiveEvents: 5 });
    // 199 known rows, 100 of which are followed by a rise: 0.5025⁵ = 0.03204 for five drawn with replacement; without, 3.1 %.
    expect(study.pValue).toBeGreaterThan(0.029);
    // Returns of ±0.1 %: 0.0995 / (0.1 · √(1/5)) = 2.2 standard errors of the mean of five, 1.2 %.
    expect(study.returnPValue).toBeGreaterThan(0.01);
  });

  it('have intervals that leave room for a miss', () => {
    // Wilson for 5 of 5: z² = 3.841, 5 / 8.841 = 0.566 to 1 (Newcombe 1998); the base rate is 100/199.
    expect(study.excess.low).toBeCloseTo(0.566 - 100 / 199, 1);
    expect(study.excess.low).toBeLessThan(0.1);
    expect(study.excess.high).toBeCloseTo(1 - 100 / 199, 10);
    // About 0.1 % ± 1.96 · 0.1 % / √5.
    expect(study.excessReturn.high - study.excessReturn.low).toBeGreaterThan(0.0016);
  });

  it('are not tested where they overlap to fewer than five', () => {
    const crowded = longStudy(prices, [20, 22, 24, 26, 100, 102], seededRandom('crowd'), 12);
    expect(crowded.effectiveEvents).toBeLessThan(3);
    expect(crowded).toMatchObject({ events: 6, pValue: NaN, returnPValue: NaN });
  });

  it('are judged by the rows that were not drawn, too: every row of a stratum exceeds nothing', () => {
    const all = Array.from({ length: 40 }, (_, row) => row);
    const outcomes = hitOutcomes(
      Float64Array.from(all, (row) => (row % 2 === 0 ? 1 : -1)),
      0,
    );
    const drawn = (rows: number[]): BaseRate =>
      baseRate({ rows, directions: rows.map(() => 1) }, outcomes, 1);
    expect(independentDraws(drawn(all), 1)).toBe(Infinity);
    expect(hitPlacementP(drawn(all), 1)).toBe(1);
    // Ten of forty, (1 − 1/4) of whose variance is left: 10 / 0.75. Half of all rows hit, variance 1/4.
    expect(independentDraws(drawn(all.slice(0, 10)), 1)).toBeCloseTo(10 / 0.75, 10);
    expect(drawn(all.slice(0, 10)).variance).toBeCloseTo(0.25, 14);
  });
});

describe('families of thirty rare signals that mean nothing', () => {
  const FAMILIES = 12;
  const SIZES = [5, 6, 8, 12, 30];

  it('hold a discovery no more often than the stated rate', () => {
    let withDiscovery = 0;
    for (const size of SIZES) {
      for (let family = 0; family < FAMILIES; family++) {
        const random = seededRandom(`rare ${size} ${family}`);
        const prices = randomWalk(300, random);
        const pValues: number[] = [];
        for (let k = 0; k < 30; k++) {
          const study = longStudy(prices, drawnRows(size, 20, 296, random), random, 3);
          pValues.push(study.pValue, study.returnPValue);
        }
        if (benjaminiHochberg(pValues, 0.05).discoveries > 0) withDiscovery++;
      }
    }
    // Binomial(60, 5 %): more than 8 have a chance of 0.3 %.
    expect(withDiscovery).toBeLessThanOrEqual(8);
  });
});
