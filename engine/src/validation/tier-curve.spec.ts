import { describe, expect, it } from '@jest/globals';
import { seededRandom, type Random } from '../numeric/random.ts';
import { baseRate } from '../statistics/base-rate.ts';
import { judgeHorizon, movedVariance } from '../statistics/event-study.ts';
import type { Outcomes } from '../statistics/outcomes.ts';
import type { Tier } from '../wire/signals.ts';
import { tierCurve, type StudiedTier } from './tier-curve.ts';

/** A long event of the tier at each of the rows, over one bar. */
function studied(tier: Tier, rows: number[], outcomes: Outcomes): StudiedTier {
  const events = { rows, directions: rows.map(() => 1) };
  const hits = baseRate(events, outcomes, 1);
  const random = seededRandom(1);
  const study = judgeHorizon(
    1,
    { hits, margins: hits, gains: hits },
    movedVariance([{ events, outcomes }], 1, random),
    { random, replicates: 40 },
  );
  return { tier, study, hits };
}

const both = (long: number[]): Outcomes => ({ long, short: long.map((value) => 1 - value) });
const options = { random: seededRandom('tiers'), replicates: 200 };

describe('the reliability curve of tiers', () => {
  it('has the bins and the trend worked out by hand', () => {
    // Every second row hits. Tier 2: 8 of 10; tier 4: 9 of 10; tier 5: one event, too few for the trend.
    const outcomes = both(Array.from({ length: 400 }, (_, row) => row % 2));
    const rowsOf = (first: number, misses: number): number[] =>
      Array.from({ length: 10 }, (_, k) => first + 8 * k + (k < misses ? 0 : 1));
    const tiers = [
      studied(4, rowsOf(200, 1), outcomes),
      studied(2, rowsOf(20, 2), outcomes),
      studied(5, [301], outcomes),
      studied(6, [], outcomes),
    ];
    const curve = tierCurve(tiers, 1, options)!;
    expect(curve.bins.map(({ tier, events, hits, baseRate: base }) => [tier, events, hits, base])).toEqual([
      [2, 10, 8, 0.5],
      [4, 10, 9, 0.5],
      [5, 1, 1, 0.5],
    ]);
    // Wilson for 9 of 10 (Newcombe 1998): 0.596 to 0.982.
    expect(curve.bins[1].hitRate).toMatchObject({
      low: expect.closeTo(0.596, 3),
      high: expect.closeTo(0.982, 3),
    });
    expect(curve.monotone).toBe(true);
    // (0.9 − 0.8) over two tiers; standard error √(2 · 0.25 / 10) / 2 = 0.11 of events placed at random: no trend to speak of.
    expect(curve.trend.slope.estimate).toBeCloseTo(0.05, 12);
    expect(curve.trend.slope.high - curve.trend.slope.low).toBeGreaterThan(2 * 1.96 * 0.11);
    expect(curve.trend.pValue).toBeGreaterThan(0.3);
  });

  it('is none with one tier, and has no trend with one that can be tested', () => {
    const outcomes = both(Array.from({ length: 400 }, (_, row) => row % 2));
    const ten = Array.from({ length: 10 }, (_, k) => 20 + 8 * k);
    expect(tierCurve([studied(2, ten, outcomes), studied(3, [], outcomes)], 1, options)).toBeNull();
    const { trend } = tierCurve([studied(2, ten, outcomes), studied(3, [300], outcomes)], 1, options)!;
    expect(trend.pValue).toBeNaN();
    expect(trend.slope.estimate).toBeNaN();
  });

  /** Four tiers of `count` events each on random rows, whose events hit with the chance given. */
  function simulated(random: Random, count: number, chanceOf: (tier: number) => number): StudiedTier[] {
    const rows = 40 * count;
    const long = Array.from({ length: rows }, () => (random.next() < 0.5 ? 1 : 0));
    const tierAt = Array.from({ length: rows }, () => 0);
    for (const tier of [1, 2, 3, 4])
      for (let placed = 0; placed < count;) {
        const row = random.int(rows);
        if (tierAt[row] > 0) continue;
        tierAt[row] = tier;
        long[row] = random.next() < chanceOf(tier) ? 1 : 0;
        placed++;
      }
    const outcomes = both(long);
    return ([1, 2, 3, 4] as const).map((tier) =>
      studied(
        tier,
        [...tierAt.keys()].filter((row) => tierAt[row] === tier),
        outcomes,
      ),
    );
  }

  it('rises where higher tiers hit more often, by as much as was planted', () => {
    const tiers = simulated(seededRandom('rising'), 100, (tier) => 0.3 + 0.1 * tier);
    const { trend } = tierCurve(tiers, 1, options)!;
    expect(trend.pValue).toBeLessThan(1e-4);
    expect(trend.slope.low).toBeLessThan(0.1);
    expect(trend.slope.high).toBeGreaterThan(0.1);
    expect(trend.slope.low).toBeGreaterThan(0);
  });

  it('is said to rise no more often than stated where tiers mean nothing, of few events as well', () => {
    let risen = 0;
    let outside = 0;
    for (let trial = 0; trial < 100; trial++) {
      const random = seededRandom(`flat ${trial}`);
      const tiers = simulated(random, 8, () => 0.5);
      const { trend } = tierCurve(tiers, 1, { random, replicates: 60 })!;
      if (trend.pValue <= 0.05) risen++;
      if (!(trend.slope.low <= 0 && trend.slope.high >= 0)) outside++;
    }
    // Binomial(100, 5 %): 5 expected, more than 11 have a chance of 0.4 %.
    expect(risen).toBeLessThanOrEqual(11);
    expect(outside).toBeLessThanOrEqual(11);
  });
});
