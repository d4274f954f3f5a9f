import { describe, expect, it } from '@jest/globals';
import {
  explain,
  Lane,
  Market,
  signalsAt,
  Tape,
  TIERS,
  type BarInput,
  type Explanation,
} from '../src/index.ts';
import { smallMarket } from '../src/testing/small-market.ts';

const HOUR = 3_600_000;
const key = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '1h' } as const;

/** 30 calm bars whose open interest alternates by ±0.1 %, then the given ones. */
function history(last: Partial<BarInput>[]): Tape {
  const calm = Array.from({ length: 30 }, (_, i) => ({
    openTime: i * HOUR,
    close: 100,
    volume: 10,
    takerBuyVolume: 5,
    openInterest: 1000 + (i % 2),
    globalLongShort: 1.5,
    fundingRate: 0.00005,
  }));
  const bars = last.map((bar, k) => ({ ...calm[0], ...bar, openTime: (30 + k) * HOUR }));
  return Tape.fromBars(key, [...calm, ...bars]);
}

function laneOf(tape: Tape): Lane {
  const lane = new Lane(tape);
  lane.advance(tape.rows);
  return lane;
}

const fired = (lane: Lane, row: number): number[] => signalsAt(lane, row).map((signal) => signal.tier);

describe('tiers (SPEC §4)', () => {
  it('tier 2 needs all three conditions, and brings tiers 1 with it', () => {
    // OI +5 % against ±0.1 %: Z is clipped at 10. Imbalance 100·(7 − 3)/10 = 40 %. L/S 2.5.
    const lane = laneOf(history([{ openInterest: 1051, globalLongShort: 2.5, takerBuyVolume: 7 }]));
    expect(fired(lane, 30)).toEqual([1, 2]);
    expect(lane.column('confluence').data[30]).toBe(1);
    expect(lane.column('confluenceTriggered').data[30]).toBe(1);
    const [, confluence] = signalsAt(lane, 30);
    expect(confluence).toMatchObject({
      tier: 2,
      name: 'confluence',
      bias: 'long',
      score: 1,
      row: 30,
      time: 30 * HOUR,
    });
    expect(confluence.explanation.conditions).toEqual([
      { metric: 'oiZ', operator: '>', value: 10, threshold: 2.5, held: true, margin: 7.5 },
      { metric: 'globalLongShort', operator: '>', value: 2.5, threshold: 2, held: true, margin: 0.5 },
      { metric: '|imbalancePct|', operator: '>', value: 40, threshold: 3, held: true, margin: 37 },
    ]);
    // The smallest change that undoes it, relative to the threshold: L/S from 2.5 to 2.
    expect(confluence.explanation.flip).toEqual({
      metric: 'globalLongShort',
      from: 2.5,
      to: 2,
      change: -0.5,
    });
  });

  it('two of three trigger the confluence but not tier 2, and say what was missing', () => {
    const lane = laneOf(history([{ openInterest: 1051, globalLongShort: 1.9, takerBuyVolume: 3 }]));
    expect(fired(lane, 30)).toEqual([1]);
    expect(lane.column('confluence').data[30]).toBeCloseTo(2 / 3, 15);
    expect(lane.column('confluenceTriggered').data[30]).toBe(1);
    const why = explain(lane, 30, 2);
    expect(why.fired).toBe(false);
    expect(why.flip).toMatchObject({ metric: 'globalLongShort', from: 1.9, to: 2 });
    expect(signalsAt(lane, 30)[0].bias).toBe('short');
  });

  it('a threshold is exceeded, not reached', () => {
    // Imbalance exactly 3 %: 100·(5.15 − 4.85)/10.
    const lane = laneOf(history([{ openInterest: 1051, globalLongShort: 2, takerBuyVolume: 5.15 }]));
    expect(lane.column('imbalancePct').data[30]).toBeCloseTo(3, 9);
    expect(explain(lane, 30, 2).conditions[1].held).toBe(false);
    expect(fired(lane, 30)).toEqual([1]);
  });

  it('tier 3: flow and price agree while open interest grows by more than 1 %', () => {
    const up = laneOf(history([{ close: 101, takerBuyVolume: 6, openInterest: 1020 }]));
    expect(fired(up, 30)).toContain(3);
    // 1020 against the calm bars' 1001 is +1.8981 %; the sign that agrees is no input to move.
    expect(explain(up, 30, 3).flip).toMatchObject({ metric: 'oiDeltaPct', to: 1 });
    const against = laneOf(history([{ close: 99, takerBuyVolume: 6, openInterest: 1020 }]));
    expect(fired(against, 30)).not.toContain(3);
    const still = laneOf(history([{ close: 100, takerBuyVolume: 6, openInterest: 1020 }]));
    expect(fired(still, 30)).not.toContain(3);
  });

  it('tier 4: funding above 0.0001 while open interest falls', () => {
    expect(fired(laneOf(history([{ fundingRate: 0.00011, openInterest: 990 }])), 30)).toEqual([4]);
    expect(fired(laneOf(history([{ fundingRate: 0.0001, openInterest: 990 }])), 30)).toEqual([]);
  });

  it('tier 6: three signals of tiers 1 to 3 within twelve bars, and no longer than they stay there', () => {
    const spike = { openInterest: 1100, globalLongShort: 2.5, takerBuyVolume: 7 };
    const calm = { openInterest: 1100 };
    // Row 30: tiers 1 and 2, and price unchanged: two signals. Row 31 grows by 2 % with price and flow: tier 3.
    const rows = [
      spike,
      { openInterest: 1122, close: 101, takerBuyVolume: 6 },
      ...Array<BarInput>(14).fill({ ...calm, openTime: 0 }),
    ];
    const lane = laneOf(history(rows));
    expect(lane.column('signalCount').data[30]).toBe(2);
    expect(fired(lane, 30)).toEqual([1, 2]);
    expect(fired(lane, 31)).toContain(6);
    // Twelve bars, the current one included: row 41 still counts row 30, row 42 no longer does.
    expect(lane.column('tiers').data[41] & 32).toBe(32);
    expect(lane.column('tiers').data[42] & 32).toBe(0);
  });

  it('a missing value holds no condition and its explanation says so', () => {
    const lane = laneOf(history([{ openInterest: NaN, globalLongShort: 3, takerBuyVolume: 7 }]));
    expect(fired(lane, 30)).toEqual([]);
    const why = explain(lane, 30, 1);
    expect(why.conditions[0]).toMatchObject({ value: null, held: false, margin: null });
    expect(why.flip).toBeNull();
    expect(lane.column('confluence').data[30]).toBeCloseTo(2 / 3, 15);
  });

  it('fade mode turns the bias round, thresholds can differ per symbol', () => {
    const tape = history([{ openInterest: 1051, globalLongShort: 2.5, takerBuyVolume: 7 }]);
    const base = new Lane(tape).config;
    const faded = new Lane(tape, { config: { ...base, signals: { ...base.signals, fade: true } } });
    faded.advance(31);
    expect(faded.column('bias').data[30]).toBe(-1);
    const strict = new Lane(tape, {
      config: { ...base, symbols: { [key.symbol]: { signals: { oiZ: 10 } } } },
    });
    strict.advance(31);
    expect(fired(strict, 30)).toEqual([]);
  });

  it('every explanation agrees with the mask, for every tier and bar', () => {
    const lane = laneOf(
      history([
        { openInterest: 1051, globalLongShort: 2.5, takerBuyVolume: 7 },
        { openInterest: 1030, fundingRate: 0.001 },
        { openInterest: 1050, close: 102, takerBuyVolume: 8 },
        {},
        { openInterest: 1200 },
      ]),
    );
    for (let row = 1; row < lane.cursor; row++) {
      for (const tier of TIERS) {
        expect([row, tier, explain(lane, row, tier).fired]).toEqual([
          row,
          tier,
          ((lane.column('tiers').data[row] >> (tier - 1)) & 1) === 1,
        ]);
      }
    }
  });
});

describe('across venues', () => {
  const DAY_BARS = 24;
  /** Two venues, 60 hours: the second trades three times as much; open interest moves apart in the last bar. */
  function twoVenues(rhythm = 3): Market {
    const bars = (share: number, last: number, every = 3): BarInput[] =>
      Array.from({ length: 60 }, (_, i) => ({
        openTime: i * HOUR,
        close: 100,
        volume: 10,
        takerBuyVolume: 5,
        quoteVolume: 1000 * share,
        openInterest: i === 59 ? last : 1000 + (i % every),
        openInterestUsd: 100_000 * share,
      }));
    return new Market([
      Tape.fromBars({ ...key, venue: 'binanceusdm' }, bars(1, 1100)),
      Tape.fromBars({ ...key, venue: 'bybit' }, bars(3, 1002, rhythm)),
    ]);
  }

  it('weightedOi weighs by the quote volume of 24 h', () => {
    const market = twoVenues();
    market.advance(60);
    // (100,000·24,000 + 300,000·72,000) / 96,000 = 250,000; known once 24 hours are.
    expect(market.lanes[0].column('weightedOi').data[DAY_BARS - 2]).toBeNaN();
    expect(market.lanes[0].column('weightedOi').data[DAY_BARS - 1]).toBeCloseTo(250_000, 6);
    expect(market.lanes[1].column('weightedOi').data[59]).toBeCloseTo(250_000, 6);
  });

  it('venues that always moved alike give no divergence to call: σ = 0', () => {
    const market = twoVenues();
    market.advance(60);
    // 1100 after 1001 and 1002 after 1001, weights 1 and 3.
    const delta = 100 * (1100 / 1001 - 1);
    const other = 100 * (1002 / 1001 - 1);
    const mean = (delta + 3 * other) / 4;
    const [first, second] = market.lanes;
    expect(first.column('oiVsVenues').data[59]).toBeCloseTo(delta - mean, 9);
    expect(second.column('oiVsVenues').data[59]).toBeCloseTo(other - mean, 9);
    expect(first.column('oiDivergence').data[59]).toBeNaN();
    expect(fired(first, 59)).not.toContain(5);
  });

  it('tier 5 fires on every venue of the symbol when one of them moves alone', () => {
    const market = twoVenues(2);
    market.advance(60);
    const [first, second] = market.lanes;
    expect(first.column('oiDivergence').data[59]).toBe(10);
    expect(second.column('oiDivergence').data[59]).toBe(-10);
    expect(fired(first, 59)).toContain(5);
    expect(fired(second, 59)).toContain(5);
    expect(fired(first, 58)).not.toContain(5);
  });

  it('one venue alone has no divergence', () => {
    const [tape] = twoVenues().lanes.map((lane) => lane.tape);
    const lane = laneOf(tape);
    expect(lane.column('oiVsVenues').data.subarray(0, lane.cursor).every(Number.isNaN)).toBe(true);
    expect(lane.column('weightedOi').data[59]).toBe(100_000);
  });
});

/** Whether the tier fires with `value` in the place of what its flip changes. */
function firesWith({ conditions, flip }: Explanation, value: number): boolean {
  return conditions.every(({ metric, operator, threshold, held }) => {
    if (metric !== flip!.metric || threshold === null) return held;
    if (operator === '=') return value === threshold;
    return operator === '>' ? value > threshold : operator === '<' ? value < threshold : value >= threshold;
  });
}

describe('the smallest change that flips a tier', () => {
  it('does flip it, and a little less does not: every tier, every bar of wild markets', () => {
    const seen = new Set<string>();
    const wrong: Explanation[] = [];
    for (const seed of ['flip 1', 'flip 2', 'flip 3']) {
      const market = new Market(smallMarket(seed, { rows: 400 }));
      market.advance(400);
      for (const lane of market.lanes) {
        for (let row = 0; row < 400; row++) {
          for (const tier of TIERS) {
            const why = explain(lane, row, tier);
            if (!why.flip) continue;
            const { from, to, change } = why.flip;
            // A bound that has to be passed is passed by the least bit; a count and a sign reach theirs.
            const counted = tier === 6 || why.flip.metric.startsWith('sign');
            const step = counted
              ? Math.sign(change)
              : 1e-9 * Math.max(1, Math.abs(to)) * (why.fired ? -1 : 1);
            const outwards = why.flip.metric === 'oiDeltaPct' && tier === 4 ? -step : step;
            const flips = firesWith(why, counted ? to : to + outwards) === !why.fired;
            const less = firesWith(why, to - (counted ? step : outwards)) === why.fired;
            if (!flips || !less || change !== to - from) wrong.push(why);
            seen.add(`${tier} ${why.fired}`);
          }
        }
      }
    }
    expect(wrong).toEqual([]);
    // Met, both fired and not, by every tier.
    expect([...seen].sort()).toEqual(TIERS.flatMap((tier) => [`${tier} false`, `${tier} true`]));
  });
});
