import { describe, expect, it } from '@jest/globals';
import * as simple from 'simple-statistics';
import { DAY, HOUR } from '../../time.ts';
import { handSimulation, START, type Candle } from '../by-hand.ts';
import { DEFAULT_COSTS, NO_COSTS } from '../costs.ts';
import { freqtradeRatios } from './compat-freqtrade.ts';
import { vectorbtRatios } from './compat-vectorbt.ts';
import { dailyEquity } from './daily.ts';
import { NUMBER_DOCS } from './documentation.ts';
import { drawdownOf } from './drawdown.ts';
import { equityCurve } from './equity-curve.ts';
import { civilMonth, monthTable } from './months.ts';
import { cagr, performance } from './performance.ts';
import { reportOf, type SimulationReport } from './report.ts';

const ORIGIN = { datasetDigest: 'digest', engineVersion: '0.0.0', seed: 7 };

function candles(...closes: number[]): Candle[] {
  return closes.map((close, k) => {
    const open = k === 0 ? close : closes[k - 1];
    return [open, Math.max(open, close), Math.min(open, close), close];
  });
}

describe('drawdown', () => {
  it('is the deepest fall from a peak, and the longest time below one', () => {
    // Peaks: 110 (row 1), 120 (row 5). Falls: to 99 = 10 %, to 90 = 25 %. Below 110 from row 1 to row 5, below 120 to the end.
    const found = drawdownOf(Float64Array.of(100, 110, 99, 105, 108, 120, 90, 100), 100);
    expect(found).toMatchObject({ deepest: 0.25, deepestUsd: 30, peakRow: 5, troughRow: 6 });
    expect([found.longestRows, found.longestFrom, found.longestTo]).toEqual([4, 1, 5]);
  });
  it('counts from the starting equity, and is nothing when it only rises', () => {
    expect(drawdownOf(Float64Array.of(90, 95), 100)).toMatchObject({
      deepest: 1 - 90 / 100,
      peakRow: -1,
      longestRows: 2,
    });
    expect(drawdownOf(Float64Array.of(101, 102), 100)).toMatchObject({ deepest: 0, longestRows: 0 });
  });
});

describe('days and months', () => {
  it('takes the last close of each UTC day; midnight belongs to the day that ends', () => {
    const openTime = Float64Array.from({ length: 50 }, (_, k) => START + k * HOUR);
    const equity = Float64Array.from({ length: 50 }, (_, k) => 100 + k);
    const daily = dailyEquity(openTime, HOUR, equity, 100);
    expect(Array.from(daily.days)).toEqual([START, START + DAY, START + 2 * DAY]);
    expect(Array.from(daily.equity)).toEqual([123, 147, 149]);
    expect(daily.returns[0]).toBeCloseTo(0.23, 12);
    expect(daily.returns[1]).toBeCloseTo(147 / 123 - 1, 12);
  });
  it('knows the calendar', () => {
    for (const iso of ['1970-01-01', '2000-02-29', '2024-02-29', '2024-12-31', '2025-01-01', '2100-03-01']) {
      const [year, month] = iso.split('-').map(Number);
      expect(civilMonth(Date.parse(`${iso}T00:00:00Z`) / DAY)).toEqual({ year, month });
    }
  });
  it('gives each month what it earned', () => {
    const days = Float64Array.of(START, START + 30 * DAY, START + 31 * DAY, START + 58 * DAY); // 1, 31 January, 1, 28 February
    const table = monthTable({ days, equity: Float64Array.of(105, 110, 100, 121), returns: days }, 100);
    expect(table.map(({ year, month, pnl }) => [year, month, pnl])).toEqual([
      [2025, 1, 10],
      [2025, 2, 11],
    ]);
    expect(table[1].returnPct).toBeCloseTo(10, 12);
  });
});

describe('performance', () => {
  const returns = Float64Array.of(0.01, -0.02, 0.015, 0.005, -0.01);
  const daily = { days: returns, equity: returns, returns };
  const drawdown = { ...drawdownOf(Float64Array.of(100, 90), 100) };

  it('agrees with the definitions, worked out with another library', () => {
    const numbers = performance(100, 110, 365 * DAY, daily, drawdown);
    const list = Array.from(returns);
    const scale = Math.sqrt(365);
    expect(numbers.sharpe).toBeCloseTo(
      (simple.mean(list) / simple.sampleStandardDeviation(list)) * scale,
      12,
    );
    expect(numbers.volatilityPct).toBeCloseTo(100 * simple.sampleStandardDeviation(list) * scale, 12);
    // min(r, 0)²: 0.0004 and 0.0001 of five, root of the mean 0.01.
    expect(numbers.sortino).toBeCloseTo((simple.mean(list) / 0.01) * scale, 12);
    expect(numbers.cagrPct).toBeCloseTo(10, 10);
    expect(numbers.calmar).toBeCloseTo(1, 10); // 10 % a year over 10 %
  });
  it('is undefined rather than infinite', () => {
    expect(cagr(100, 200, DAY / 2)).toBeNaN();
    expect(cagr(100, 0, 400 * DAY)).toBeNaN();
    const still = performance(
      100,
      100,
      9 * DAY,
      { ...daily, returns: new Float64Array(9) },
      drawdownOf(new Float64Array(9).fill(100), 100),
    );
    expect([still.sharpe, still.sortino, still.calmar]).toEqual([NaN, NaN, NaN]);
  });
});

describe("other engines' ratios", () => {
  it('vectorbt: single bars, scaled by the bars of a year', () => {
    const equity = Float64Array.of(101, 99, 102, 104, 103);
    const returns = [0.01, 99 / 101 - 1, 102 / 99 - 1, 104 / 102 - 1, 103 / 104 - 1];
    const bars = 365 * 24;
    const found = vectorbtRatios(equity, 100, HOUR, Float64Array.of(3, -1, 2));
    expect(found.sharpe).toBeCloseTo(
      (simple.mean(returns) / simple.sampleStandardDeviation(returns)) * Math.sqrt(bars),
      9,
    );
    const down = Math.sqrt(simple.mean(returns.map((r) => Math.min(r, 0) ** 2)));
    expect(found.sortino).toBeCloseTo((simple.mean(returns) / down) * Math.sqrt(bars), 9);
    expect(found.calmar! / ((1.03 ** (bars / 5) - 1) / (2 / 101))).toBeCloseTo(1, 9);
    expect(found.sqn).toBeCloseTo((Math.sqrt(3) * (4 / 3)) / simple.sampleStandardDeviation([3, -1, 2]), 12);
  });
  it('freqtrade: closed trades over the starting balance, per day', () => {
    const pnl = [30, -10, 20, -40, 15];
    const times = Float64Array.from(pnl, (_, k) => k * DAY);
    const found = freqtradeRatios(Float64Array.from(pnl), times, 1_000, 10 * DAY);
    const profit = pnl.map((x) => x / 1_000);
    const daily = 0.015 / 10;
    expect(found.sharpe).toBeCloseTo((daily / simple.standardDeviation(profit)) * Math.sqrt(365), 12);
    expect(found.sortino).toBeCloseTo(
      (daily / simple.standardDeviation([-0.01, -0.04])) * Math.sqrt(365),
      12,
    );
    // Balance 1030, 1020, 1040, 1000, 1015: the deepest fall is 40 from 1040.
    expect(found.calmar).toBeCloseTo(((daily * 100) / (40 / 1_040)) * Math.sqrt(365), 12);
    expect(found.sqn).toBeCloseTo((Math.sqrt(5) * 0.003) / simple.sampleStandardDeviation(profit), 12);
  });
});

describe('reportOf', () => {
  const say = { 0: 'long', 2: 'leave', 4: 'short', 6: 'leave' } as const;
  const script = { candles: candles(100, 100, 110, 120, 120, 120, 126, 132), say };
  const report = (): SimulationReport => reportOf(handSimulation(script), ORIGIN);

  it('puts the numbers of two trades together', () => {
    // Long 1 at 100, sold at 110 (bar 3's open): +10. Short 100/120 at 120, bought back at 126: −5.
    const { numbers, exits } = report();
    expect(numbers).toMatchObject({
      trades: 2,
      longTrades: 1,
      shortTrades: 1,
      wins: 1,
      hitRate: 0.5,
      bestTrade: 10,
    });
    expect(numbers.worstTrade).toBeCloseTo(-5, 12);
    expect(numbers.netPnl).toBeCloseTo(5, 12);
    expect(numbers.profitFactor).toBeCloseTo(2, 12);
    expect(numbers.expectancy).toBeCloseTo(2.5, 12);
    // √2·2.5 / deviation of (10, −5) = √2·2.5/10.6066
    expect(numbers.sqn).toBeCloseTo(1 / 3, 12);
    // Wilson 95 % of 1 in 2: 0.0945 to 0.9055.
    expect([numbers.hitRateLow!.toFixed(4), numbers.hitRateHigh!.toFixed(4)]).toEqual(['0.0945', '0.9055']);
    expect(numbers.buyAndHoldPct).toBeCloseTo(32, 12);
    expect(numbers.exposurePct).toBeCloseTo(50, 12); // bars 1, 2, 5, 6 of 8
    expect(exits).toMatchObject({ exit: 2, stop: 0 });
  });

  it('decomposes what hindsight would have made, by hand', () => {
    // The long: entered at the best open (100), left at 110 where a trade of these bars could have had no better open: nothing
    // is lost. The short: entered at 120 and never below it again: a false signal, its −5 is put there.
    const { regret, regretBySignal } = report();
    expect(regret.oracle).toBeCloseTo(10, 12);
    expect(regret.falseSignals).toBeCloseTo(-5, 12);
    expect([
      regret.entryTiming,
      regret.exitTiming,
      regret.missedSignals,
      regret.costs,
      regret.funding,
    ]).toEqual([0, 0, 0, 0, 0]);
    expect(regretBySignal.map(({ side, traded }) => [side, traded])).toEqual([
      ['long', 1],
      ['short', 1],
    ]);
  });

  it('follows a signal that was not traded', () => {
    // Left at bar 3; the signal at bar 3's close falls into the cooldown. It would have bought 100/120 at 120 (bar 4), and
    // sold at 132 at the best (bar 7).
    const missed = reportOf(
      handSimulation({
        candles: candles(100, 100, 110, 120, 120, 126, 132, 132),
        say: { 0: 'long', 2: 'leave', 3: 'long' },
        strategy: { cooldown: 5 },
        costs: { takerFee: 0.001 },
      }),
      ORIGIN,
    ).missed;
    expect(missed).toHaveLength(1);
    const size = 100 / 120;
    expect(missed[0]).toMatchObject({ row: 3, side: 1, reason: 'cooldown', size, complete: false });
    expect(missed[0].oracle).toBeCloseTo(size * 12, 12);
    expect(missed[0].regret).toBeCloseTo(size * 12 - size * (120 + 132) * 0.001, 12);
  });

  it('follows a signal before a hole to the first bar behind it, as an order would', () => {
    // As above, but bars 4 to 10 are missing, one more than hindsight may wait for a better entry: bought at the open of bar 11, 121,
    // and sold at that of bar 13, 132.
    const hole = Array.from({ length: 7 }, (): Candle => null);
    const after: Candle[] = [
      [121, 126, 121, 126],
      [126, 132, 126, 132],
      [132, 132, 132, 132],
    ];
    const { missed } = reportOf(
      handSimulation({
        candles: [...candles(100, 100, 110, 120), ...hole, ...after],
        say: { 0: 'long', 2: 'leave', 3: 'long' },
        strategy: { cooldown: 20 },
        costs: { takerFee: 0.001 },
      }),
      ORIGIN,
    );
    const size = 100 / 120;
    expect(missed[0]).toMatchObject({ row: 3, reason: 'cooldown', size });
    expect(missed[0].oracle).toBeCloseTo(size * 11, 12);
    expect(missed[0].regret).toBeCloseTo(size * 11 - size * (121 + 132) * 0.001, 12);
  });

  it('has no number where there is none', () => {
    const { numbers, warnings } = reportOf(
      handSimulation({ candles: candles(100, 100, 100), say: {} }),
      ORIGIN,
    );
    for (const name of [
      'hitRate',
      'profitFactor',
      'expectancy',
      'sqn',
      'sharpe',
      'calmar',
      'cagrPct',
    ] as const) {
      expect([name, numbers[name]]).toEqual([name, null]);
    }
    expect(warnings.map(({ code }) => code)).toEqual(['NO_TRADES']);
  });

  it('warns of a small sample and of one trade that carries the profit', () => {
    const codes = report().warnings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['SMALL_SAMPLE', 'ONE_TRADE']));
  });

  it('documents every number, states its assumptions and how to repeat the run', () => {
    const { numbers, assumptions, reproduce, resultDigest } = report();
    expect(Object.keys(numbers).sort()).toEqual(Object.keys(NUMBER_DOCS).sort());
    expect(assumptions.join(' ')).toContain('Funding is left out.');
    expect(reproduce).toMatch(
      /^dataset digest; lanes binanceusdm\/BTC\/USDT:USDT\/1h; strategy [0-9a-f]{64}; equity 1000; costs .*; seed 7; engine 0\.0\.0$/,
    );
    expect(resultDigest).toBe(report().resultDigest);
    const other = reportOf(handSimulation({ ...script, costs: { takerFee: 1e-9 } }), ORIGIN);
    expect(other.resultDigest).not.toBe(resultDigest);
  });

  it('draws a curve in as many points as asked for', () => {
    const curve = equityCurve(handSimulation(script), 4);
    expect(curve.time).toEqual([2, 4, 6, 8].map((hour) => START + hour * HOUR));
    expect(curve.equity[1]).toBeCloseTo(1_010, 12);
    expect(curve.high[1]).toBe(Math.max(curve.equity[1], curve.high[1]));
  });
});

describe('defaults', () => {
  it('are the fees of Binance USD-M, and no costs are none at all', () => {
    expect([DEFAULT_COSTS.takerFee, DEFAULT_COSTS.makerFee]).toEqual([0.0005, 0.0002]);
    expect(Object.values(NO_COSTS).filter((value) => typeof value === 'number')).toEqual([0, 0, 0, 0]);
  });
});
