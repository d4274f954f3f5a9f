import { describe, expect, it } from '@jest/globals';
import { announceRealData, hasRealData, readCsv, readJson } from '../../test/real-data.ts';
import { Lane } from '../lane.ts';
import { compileStrategy } from '../strategy/strategy.ts';
import type { BarInput } from '../tape/fields.ts';
import { Tape } from '../tape/tape.ts';
import { DAY, HOUR } from '../time.ts';
import { NO_COSTS } from './costs.ts';
import { NO_CONVENTIONS } from './options.ts';
import { backtestingNumbers } from './report/compat-backtesting.ts';
import { drawdownOf } from './report/drawdown.ts';
import { tradeReturns } from './report/trade-numbers.ts';
import { reportOf, type SimulationReport } from './report/report.ts';
import { Simulation } from './simulation.ts';

const ORIGIN = { datasetDigest: 'none', engineVersion: 'test', seed: null };

announceRealData();
const describeReal = hasRealData ? describe : describe.skip;

/**
 * backtesting.py's own test of its statistics: a 10/30 crossover on daily GOOG 2004-2013, numbers printed in
 * backtesting/test/_test.py. Its conventions: all-in (99.99 %) in whole shares, reversed at the next open, no costs, the last
 * position closed at the last bar's open.
 */
describeReal('GOOG crossover as published by backtesting.py', () => {
  const published = (): Record<string, number> =>
    readJson<{ A_test_compute_stats: { expected: Record<string, number> } }>(
      'checks/backtesting_py/expected.json',
    ).A_test_compute_stats.expected;

  function run(): { simulation: Simulation; report: SimulationReport } {
    const rows = readCsv('checks/backtesting_py/GOOG.csv');
    const bars = rows.map((row): BarInput => ({
      openTime: Date.parse(`${row['']}T00:00:00Z`),
      open: Number(row.Open),
      high: Number(row.High),
      low: Number(row.Low),
      close: Number(row.Close),
      volume: Number(row.Volume),
    }));
    const tape = Tape.fromBars({ venue: 'nasdaq', symbol: 'GOOG', timeframe: '1d' }, bars, false);
    const strategy = compileStrategy({
      name: 'SMA 10/30',
      entry: {
        long: 'crossesAbove(sma(close, 10), sma(close, 30))',
        short: 'crossesBelow(sma(close, 10), sma(close, 30))',
      },
      sizing: { equityPercent: 99.99, lot: 1 },
    });
    const lane = new Lane(tape, { metrics: [] });
    const simulation = new Simulation(strategy, [lane], {
      equity: 10_000,
      costs: NO_COSTS,
      conventions: { ...NO_CONVENTIONS, closeAtOpenOf: tape.rows - 1 },
    });
    lane.advance(tape.rows);
    simulation.advance(tape.rows);
    return { simulation, report: reportOf(simulation, ORIGIN) };
  }

  it('gives the same trades, equity, drawdown and ratios', () => {
    const { simulation, report } = run();
    const expected = published();
    const { equity, book } = simulation;
    const returns = tradeReturns(book.trades);
    const pnl = book.trades.column('netPnl');
    const { openTime } = simulation.lanes[0].tape;
    const numbers = backtestingNumbers({ times: openTime.subarray(0, equity.length), equity, pnl, returns });
    const drawdown = drawdownOf(equity, 10_000);
    expect(book.trades.length).toBe(expected['# Trades']);
    expect(report.finalEquity).toBeCloseTo(expected['Equity Final [$]'], 8);
    expect(Math.max(...equity)).toBeCloseTo(expected['Equity Peak [$]'], 8);
    expect(report.numbers.returnPct).toBeCloseTo(expected['Return [%]'], 9);
    expect(-report.numbers.maxDrawdownPct!).toBeCloseTo(expected['Max. Drawdown [%]'], 10);
    expect((openTime[drawdown.longestTo] - openTime[drawdown.longestFrom]) / DAY).toBe(
      expected['Max. Drawdown Duration days'],
    );
    expect(100 * report.numbers.hitRate!).toBeCloseTo(expected['Win Rate [%]'], 12);
    expect(100 * Math.max(...returns)).toBeCloseTo(expected['Best Trade [%]'], 10);
    expect(100 * Math.min(...returns)).toBeCloseTo(expected['Worst Trade [%]'], 10);
    expect(report.numbers.expectancyPct).toBeCloseTo(expected['Expectancy [%]'], 10);
    expect(numbers.averageTradePct).toBeCloseTo(expected['Avg. Trade [%] (geometric)'], 10);
    expect(numbers.profitFactor).toBeCloseTo(expected['Profit Factor'], 10);
    expect(numbers.sqn).toBeCloseTo(expected['SQN'], 10);
    expect(numbers.kelly).toBeCloseTo(expected['Kelly Criterion'], 10);
    expect(numbers.annualReturnPct).toBeCloseTo(expected['Return (Ann.) [%] (252d geometric)'], 9);
    expect(numbers.annualVolatilityPct).toBeCloseTo(expected['Volatility (Ann.) [%]'], 9);
    expect(numbers.sharpe).toBeCloseTo(expected['Sharpe Ratio'], 10);
    expect(numbers.sortino).toBeCloseTo(expected['Sortino Ratio'], 10);
    expect(numbers.calmar).toBeCloseTo(expected['Calmar Ratio'], 10);
  });

  it('was in the market for as long, when its way of counting is used', () => {
    const { simulation } = run();
    const { trades } = simulation.book;
    // backtesting.py counts the bar of the exit as exposed although the position leaves at its open.
    const exposed = new Set<number>();
    for (let k = 0; k < trades.length; k++) {
      for (let row = trades.get(k, 'entryRow'); row <= trades.get(k, 'exitRow'); row++) exposed.add(row);
    }
    expect((100 * exposed.size) / simulation.cursor).toBeCloseTo(published()['Exposure Time [%]'], 10);
    const durations = Array.from(
      trades.column('exitTime'),
      (exit, k) => (exit - trades.get(k, 'entryTime')) / DAY,
    );
    expect(Math.max(...durations)).toBe(published()['Max. Trade Duration days']);
    expect(Math.ceil(durations.reduce((a, b) => a + b) / durations.length)).toBe(
      published()['Avg. Trade Duration days'],
    );
  });
});

interface Hold {
  exchange: string;
  pair: string;
  quantity: number;
}

/**
 * AHA-HH's funding arbitrage, held from 2023-01-01 to 2024-07-01 on three venues: 19,692 funding payments. Its rule:
 * payment = short quantity x open of the bar that starts at the settlement x rate.
 */
describeReal('funding payments as published by AHA-HH', () => {
  const read = (name: string): Record<string, string>[] => readCsv(`checks/aha_hh_funding_hold/${name}`);

  /** Shorts of one contract, as opened at the first bar: several positions can be on the same contract. */
  function shorts(): Map<string, Hold> {
    const held = new Map<string, Hold>();
    for (const row of read('hold_trades_log.csv.gz')) {
      if (row.position_type !== 'short') continue;
      const key = `${row.exchange} ${row.pair}`;
      const known = held.get(key) ?? { exchange: row.exchange, pair: row.pair, quantity: 0 };
      held.set(key, { ...known, quantity: known.quantity + Number(row.quantity) });
    }
    return held;
  }

  it('agree to the last digit, every one of them', () => {
    const bars = new Map<string, Record<string, string>[]>();
    for (const row of read('all_exchanges.csv.gz')) {
      if (row.contract !== 'perpetual') continue;
      const key = `${row.exchange} ${row.pair}`;
      bars.set(key, [...(bars.get(key) ?? []), row]);
    }
    const paid = new Map<string, number[]>();
    for (const row of read('hold_funding_log.csv.gz')) {
      const key = `${row.exchange} ${row.pair}`;
      paid.set(key, [...(paid.get(key) ?? []), Number(row['funding payment'])]);
    }
    let compared = 0;
    let worst = 0;
    for (const [key, { quantity }] of shorts()) {
      const log = shortFunding(bars.get(key)!, quantity);
      const expected = paid.get(key)!;
      expect([key, log.length]).toEqual([key, expected.length]);
      log.forEach((amount, k) => (worst = Math.max(worst, Math.abs(amount - expected[k]))));
      compared += log.length;
    }
    expect(compared).toBe(19_692);
    expect(worst).toBeLessThan(1e-9);
  });

  /** Holds a short from the first bar on and returns what was settled. The stamps are London time: bars are counted instead. */
  function shortFunding(rows: readonly Record<string, string>[], quantity: number): number[] {
    const start = Date.UTC(2023, 0, 1) - 8 * HOUR;
    // One bar before the first, so that the short can be decided at its close and be filled at the first bar's open.
    const first = Number(rows[0].open);
    const candle = (row: Record<string, string>, k: number): BarInput => ({
      openTime: start + (k + 1) * 8 * HOUR,
      open: Number(row.open),
      high: Number(row.high),
      low: Number(row.low),
      close: Number(row.close),
      fundingRate: row['funding rate'] === '' ? NaN : Number(row['funding rate']),
      fundingTime: start + (k + 1) * 8 * HOUR,
      fundingIntervalHours: 8,
    });
    const before: BarInput = {
      openTime: start,
      open: first,
      high: first,
      low: first,
      close: first,
      takerLongShort: 2,
    };
    const tape = Tape.fromBars(
      { venue: 'x', symbol: 'X', timeframe: '4h' },
      [before, ...rows.map(candle)],
      false,
    );
    const strategy = compileStrategy({
      name: 'hold short',
      entry: { short: 'takerLongShort == 2' },
      sizing: { notional: quantity * first },
      leverage: 1,
    });
    const lane = new Lane(tape, { metrics: [] });
    const simulation = new Simulation(strategy, [lane], {
      equity: 1e9,
      costs: { ...NO_COSTS, funding: true },
      conventions: { ...NO_CONVENTIONS, noLiquidation: true },
    });
    lane.advance(tape.rows);
    simulation.advance(tape.rows);
    const { fundingLog } = simulation.brokers[0];
    return Array.from({ length: fundingLog.length }, (_, k) => fundingLog.amount(k));
  }
});
