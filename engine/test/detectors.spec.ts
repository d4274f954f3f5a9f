import { describe, expect, it } from '@jest/globals';
import { mean, sampleCorrelation, sampleStandardDeviation } from 'simple-statistics';
import {
  cascadeLevels,
  DAY,
  eventsAt,
  HOUR,
  Lane,
  Market,
  MINUTE,
  pairEventsAt,
  Tape,
  type BarInput,
  type EngineEvent,
} from '../src/index.ts';
import { leadLag } from '../src/detectors/lead-lag.ts';
import { seededRandom } from '../src/numeric/random.ts';

const key = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '5m' } as const;

function laneOf(
  bars: Omit<BarInput, 'openTime'>[],
  step = 5 * MINUTE,
  timeframe: '5m' | '1h' | '4h' | '1d' = '5m',
): Lane {
  const tape = Tape.fromBars(
    { ...key, timeframe },
    bars.map((bar, i) => ({ ...bar, openTime: i * step })),
  );
  const lane = new Lane(tape);
  lane.advance(tape.rows);
  return lane;
}
const at = (lane: Lane, name: string, row: number): number => lane.column(name).data[row];
function events(lane: Lane, type: EngineEvent['type']): EngineEvent[] {
  return Array.from({ length: lane.cursor }, (_, row) => eventsAt(lane, row))
    .flat()
    .filter((event) => event.type === type);
}

describe('liquidation cascade (SPEC §5.1)', () => {
  const quiet = { close: 100, liquidatedLongUsd: 0, liquidatedShortUsd: 0 };
  const withUsd = (long: number, short: number): Lane =>
    laneOf([
      ...Array(12).fill(quiet),
      { ...quiet, liquidatedLongUsd: long, liquidatedShortUsd: short },
      ...Array(15).fill(quiet),
    ]);

  it('2 M USD in an hour is severity 4, CRITICAL', () => {
    const lane = withUsd(2_000_000, 0);
    expect(at(lane, 'cascadeTotalUsd', 12)).toBe(2_000_000);
    expect(at(lane, 'cascadeVelocity', 12)).toBe(2_000_000);
    expect(at(lane, 'cascadeSeverity', 12)).toBe(4);
    expect(at(lane, 'cascadeDominance', 12)).toBe(1);
    // Twelve bars of 5m are the hour: it is over with the thirteenth.
    expect(at(lane, 'cascadeSeverity', 23)).toBe(4);
    expect(at(lane, 'cascadeSeverity', 24)).toBe(0);
    expect(
      events(lane, 'LIQUIDATION_CASCADE').map((event) => [event.row, event.severity, event.title]),
    ).toEqual([
      [12, 4, 'CRITICAL liquidation cascade'],
      [24, 0, 'Liquidation cascade over'],
    ]);
  });

  it.each([
    // total, severity: the total must reach 500,000 although the velocity alone would do from 200,000.
    [499_999, 0],
    [500_000, 2],
    [999_999, 2],
    [1_000_000, 3],
    [2_000_000, 4],
    [4_999_999, 4],
    [5_000_000, 5],
  ])('%d USD give severity %d', (usd, severity) => {
    expect(at(withUsd(usd, 0), 'cascadeSeverity', 12)).toBe(severity);
  });

  it.each([
    [600_000, 400_000, 1],
    [599_000, 401_000, 0],
    [401_000, 599_000, 0],
    [400_000, 600_000, -1],
  ])('%d long and %d short: dominance %d', (long, short, dominance) => {
    expect(at(withUsd(long, short), 'cascadeDominance', 12)).toBe(dominance);
  });

  it('severity 1 exists where the window is longer than an hour: 4h bars, 500,000 USD are 125,000 USD/h', () => {
    const bars = [500_000, 800_000, 1_900_000].map((usd) => ({ ...quiet, liquidatedLongUsd: usd }));
    const lane = laneOf(bars, 4 * HOUR, '4h');
    expect([0, 1, 2].map((row) => at(lane, 'cascadeSeverity', row))).toEqual([0, 1, 1]);
  });

  it('support and resistance: the heaviest bins of the hour, three below and three above the close', () => {
    // Typical prices: one bar each, 1 % apart, so that no two share a bin of 0.25 %.
    const prices = [96, 97, 98, 99, 101, 102, 103, 104];
    const usd = [10, 40, 20, 30, 7, 8, 9, 6].map((x) => x * 10_000);
    const hit = prices.map((price, k) => ({
      high: price,
      low: price,
      close: price,
      liquidatedLongUsd: usd[k] / 2,
      liquidatedShortUsd: usd[k] / 2,
    }));
    const lane = laneOf([...Array(12).fill(quiet), ...hit, { ...quiet, high: 100, low: 100 }]);
    const levels = cascadeLevels(lane, 20);
    expect(levels.support.map((level) => level.usd)).toEqual([400_000, 300_000, 200_000]);
    expect(levels.resistance.map((level) => level.usd)).toEqual([90_000, 80_000, 70_000]);
    // The middle of a bin lies within 0.25 % of the price that fell into it.
    [97, 99, 98].forEach((price, k) =>
      expect(Math.abs(levels.support[k].price / price - 1)).toBeLessThan(0.0025),
    );
    const [event] = events(lane, 'LIQUIDATION_CASCADE');
    // At 97 the total reaches 500,000: below lies 96, and the middle of 97's own bin is above its close.
    expect(event.data).toMatchObject({ support1Usd: 100_000, resistance1Usd: 400_000, resistance2: null });
    // An hour later nothing is left of it.
    const later = laneOf([...hit, ...Array(20).fill({ ...quiet, high: 100, low: 100 })]);
    expect(cascadeLevels(later, 27)).toEqual({ support: [], resistance: [] });
  });

  it('a bar without liquidation data makes its hour unknown', () => {
    const lane = laneOf([...Array(13).fill(quiet), { close: 100 }, ...Array(13).fill(quiet)]);
    expect(at(lane, 'cascadeSeverity', 12)).toBe(0);
    expect(at(lane, 'cascadeSeverity', 13)).toBeNaN();
    expect(at(lane, 'cascadeSeverity', 24)).toBeNaN();
    expect(at(lane, 'cascadeSeverity', 25)).toBe(0);
  });
});

describe('funding anomaly (SPEC §5.2)', () => {
  /** One bar per settlement, 8 h apart, on 4h bars: two bars each. */
  function settled(rates: number[]): Lane {
    const bars = rates.flatMap((rate, k) => {
      const bar = {
        close: 100,
        fundingRate: rate,
        fundingIntervalHours: 8,
        fundingTime: 1000 + k * 8 * HOUR,
      };
      return [bar, bar];
    });
    return laneOf(bars, 4 * HOUR, '4h');
  }
  const base = Array.from({ length: 90 }, (_, k) => 0.0001 + (k % 2 === 0 ? 0.00001 : -0.00001));

  it('Z against the previous 90 settlements, by hand: deviation 0.00001·√(90/89), 3 of them above the mean', () => {
    const sd = 0.00001 * Math.sqrt(90 / 89);
    const lane = settled([...base, 0.0001 + 2.5 * sd, 0.0001 + 4 * sd]);
    expect(at(lane, 'fundingAnomalyZ', 179)).toBeNaN();
    expect(at(lane, 'fundingAnomalyZ', 180)).toBeCloseTo(2.5, 9);
    expect(at(lane, 'fundingAnomaly', 180)).toBe(1);
    expect(at(lane, 'fundingAnomaly', 181)).toBe(1);
    const window = [...base.slice(1), 0.0001 + 2.5 * sd];
    const z = (0.0001 + 4 * sd - mean(window)) / sampleStandardDeviation(window);
    expect(at(lane, 'fundingAnomalyZ', 182)).toBeCloseTo(z, 9);
    expect(at(lane, 'fundingAnomaly', 182)).toBe(2);
  });

  it('tells the reversal when Z turns to the other side, and counts who came back', () => {
    const lane = settled([...base, 0.0002, 0.0001, 0.00005, ...base.slice(0, 10)]);
    expect(at(lane, 'fundingAnomaly', 180)).toBe(2);
    // 0.0001 is below the mean that the spike pulled up: Z < 0, the direction has turned; |Z| < 1: it came back.
    expect(at(lane, 'fundingReversal', 182)).toBe(-1);
    expect(at(lane, 'fundingReversal', 183)).toBe(0);
    // (1 came back + 1) / (1 decided + 2)
    expect(at(lane, 'fundingReversalProbability', 182)).toBeCloseTo(2 / 3, 12);
    const told = events(lane, 'FUNDING_ANOMALY').map((event) => [event.row, event.title]);
    expect(told[0]).toEqual([180, 'Funding extremely high']);
    expect(told[1]).toEqual([182, 'Funding reversal down']);
  });

  it('two equal rates are two settlements', () => {
    const lane = settled(Array<number>(95).fill(0.0001));
    // A constant window has no deviation; but all 95 were counted, so Z is NaN for that reason alone.
    expect(at(lane, 'fundingAnomalyZ', 189)).toBeNaN();
    const later = settled([...Array<number>(45).fill(0.0001), ...Array<number>(45).fill(0.0002), 0.0003]);
    expect(at(later, 'fundingAnomalyZ', 180)).not.toBeNaN();
  });
});

describe('volatility regime (SPEC §5.3)', () => {
  /** Hours whose log return is ±r: deviation r·√(24/23) within a day, times √24 scaled to 24 h. */
  const hours = (r: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => (i % 2 === 0 ? r : -r));
  function lane(returns: number[]): Lane {
    let price = 100;
    return laneOf([{ close: price }, ...returns.map((r) => ({ close: (price *= Math.exp(r)) }))], HOUR, '1h');
  }
  const vol = (r: number): number => 100 * r * Math.sqrt(24 / 23) * Math.sqrt(24);

  it.each([
    [0.9, 0, 0.7],
    [3, 1, 1.2],
    [7, 2, 1.8],
    [12, 3, 2.5],
  ])('%d %% per 24 h is regime %d with multiplier %d', (percent, regime, multiplier) => {
    const r = percent / vol(1);
    const market = lane(hours(r, 40));
    expect(at(market, 'realizedVol', 40)).toBeCloseTo(percent, 6);
    expect(at(market, 'volatilityRegime', 40)).toBe(regime);
    expect(at(market, 'riskMultiplier', 40)).toBe(multiplier);
  });

  it('tells transitions, and how often a regime was followed by itself', () => {
    const market = lane([...hours(0.5 / vol(1), 30), ...hours(3 / vol(1), 40)]);
    const told = events(market, 'VOLATILITY_REGIME');
    expect(told.map((event) => event.title)).toEqual(['Volatility STABLE → HIGH_VOL']);
    const row = told[0].row;
    // From row 24 on every bar was STABLE and followed by STABLE, but the last.
    const stable = row - 24;
    expect(at(market, 'volatilityClustering', row - 1)).toBe(1);
    const back = lane([...hours(0.5 / vol(1), 30), ...hours(3 / vol(1), 30), ...hours(0.5 / vol(1), 30)]);
    const again = events(back, 'VOLATILITY_REGIME')[1].row;
    expect(at(back, 'volatilityClustering', again)).toBeCloseTo((stable - 1) / stable, 12);
  });
});

describe('multi-timeframe regime (SPEC §5.4)', () => {
  it('only closed bars of a timeframe count, and they count from its first whole bar', () => {
    // 5m bars from 00:05: the hour from 00:00 is not whole. 26 whole hours end at 27:00: row 27·12 − 2.
    const bars = Array.from({ length: 400 }, (_, i) => ({
      open: 100 + i,
      high: 101 + i,
      low: 99 + i,
      close: 100 + i,
    }));
    const tape = Tape.fromBars(
      key,
      bars.map((bar, i) => ({ ...bar, openTime: (i + 1) * 5 * MINUTE })),
    );
    const lane = new Lane(tape);
    lane.advance(tape.rows);
    const first = lane.column('regime1h').data.findIndex((x) => !Number.isNaN(x));
    expect(first).toBe(27 * 12 - 2);
    expect(at(lane, 'regime1h', first)).toBe(1);
    expect(at(lane, 'regimeAgreement', first)).toBe(1);
    expect(at(lane, 'regime4h', first)).toBeNaN();
  });

  it('the score is (EMA12 − EMA26)/ATR14 of the closed bars', () => {
    const random = seededRandom('trend');
    let price = 100;
    const bars = Array.from({ length: 24 * 80 }, () => {
      const open = price;
      price *= 1 + 0.004 * random.normal();
      return { open, high: Math.max(open, price) * 1.001, low: Math.min(open, price) * 0.999, close: price };
    });
    const hourly = laneOf(bars, HOUR, '1h');
    // The same days, resampled here by hand and run as a lane of their own.
    const days = Array.from({ length: 80 }, (_, d) => {
      const day = bars.slice(24 * d, 24 * d + 24);
      return {
        high: Math.max(...day.map((bar) => bar.high)),
        low: Math.min(...day.map((bar) => bar.low)),
        close: day[23].close,
      };
    });
    const daily = laneOf(days, DAY, '1d');
    for (let d = 0; d < 80; d++) {
      const score = (at(daily, 'ema12', d) - at(daily, 'ema26', d)) / at(daily, 'atr', d);
      const want = score > 0.5 ? 1 : score < -0.5 ? -1 : Number.isNaN(score) ? NaN : 0;
      expect(at(hourly, 'regime1d', 24 * d + 23)).toBe(want);
      if (d > 0) expect(at(hourly, 'regime1d', 24 * d + 22)).toBe(at(hourly, 'regime1d', 24 * d));
    }
  });
});

describe('correlation of pairs (SPEC §5.5)', () => {
  const random = seededRandom('pairs');
  const rows = 24 * 45;
  const common = Array.from({ length: rows + 12 }, () => random.normal());
  /** ETH follows BTC three hours later from hour 960 on; before, both follow the same factor. */
  function prices(lag: (i: number) => number, own: number): BarInput[] {
    let price = 100;
    return Array.from({ length: rows }, (_, i) => {
      price *= Math.exp(0.004 * (common[i + 12 - lag(i)] + own * random.normal()));
      return { openTime: i * HOUR, close: price };
    });
  }
  const market = new Market([
    Tape.fromBars(
      { ...key, timeframe: '1h' },
      prices(() => 0, 0.3),
    ),
    Tape.fromBars(
      { ...key, symbol: 'ETH/USDT:USDT', timeframe: '1h' },
      prices((i) => (i < 960 ? 0 : 3), 0.3),
    ),
  ]);
  market.advance(rows);
  const [pair] = market.pairs;
  const value = (name: keyof typeof pair.columns, row: number): number => pair.columns[name].data[row];
  const r = (row: number): number => {
    const [a, b] = market.lanes.map((lane) => [...lane.column('logReturn').data.subarray(row - 23, row + 1)]);
    return sampleCorrelation(a, b);
  };

  it('r over 24 h, its mean and deviation over the 30 days before', () => {
    for (const row of [24, 500, 900]) expect(value('correlation', row)).toBeCloseTo(r(row), 9);
    const row = 800;
    const window = Array.from({ length: 720 }, (_, k) => value('correlation', row - 720 + k));
    expect(value('baselineMean', row)).toBeCloseTo(mean(window), 9);
    expect(value('baselineDeviation', row)).toBeCloseTo(sampleStandardDeviation(window), 9);
    expect(value('severity', 24 + 720 - 1)).toBeNaN();
    expect(value('severity', 24 + 720)).not.toBeNaN();
  });

  it('finds the break, its leader and the lag', () => {
    const row = 960 + 24;
    expect(value('correlation', row)).toBeLessThan(0.5);
    expect(value('severity', row)).toBeGreaterThan(0);
    expect(value('lag', row)).toBe(3);
    expect(value('persistence', row)).toBeGreaterThan(1);
    const told = Array.from({ length: 200 }, (_, k) => pairEventsAt(pair, 900 + k)).flat();
    expect(
      told.some((event) => event.type === 'CORRELATION_BREAK' && event.row > 960 && event.row < 975),
    ).toBe(true);
  });

  it('leadLag prefers the smaller shift and needs a whole window', () => {
    const x = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i));
    expect(leadLag(x, x, 60, 48, 12)).toBe(0);
    expect(leadLag(x, x, 47, 48, 12)).toBeNaN();
    expect(leadLag(x, new Float64Array(60).fill(1), 60, 48, 12)).toBeNaN();
  });
});
