import { beforeAll, describe, expect, it } from '@jest/globals';
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

/**
 * AHA-HH's other strategy enters and leaves by a threshold on the funding rate: 890 trades with their fees, 876 of them
 * closed, and 6,962 funding payments. Its conventions: the entry fee is taken out of the stake, orders fill at the open.
 */
describeReal('trades and funding as published by AHA-HH, simple threshold', () => {
  type Row = Record<string, string>;
  const read = (name: string): Row[] => readCsv(`checks/aha_hh_funding_hold/${name}`);
  const START_OF_TIME = Date.UTC(2023, 0, 1);
  const laneOf = (row: Row): string => `${row.exchange} ${row.pair}`;

  const bars = new Map<string, Row[]>();
  const rowOf = new Map<string, number>();
  const published = new Map<string, number>();

  beforeAll(() => {
    for (const row of read('all_exchanges.csv.gz')) {
      const own = bars.get(laneOf(row)) ?? [];
      bars.set(laneOf(row), own);
      rowOf.set(`${laneOf(row)} ${row.time}`, own.length);
      own.push(row);
    }
    for (const row of read('simple_threshold_funding_log.csv.gz')) {
      const key = `${laneOf(row)} ${row.time}`;
      published.set(key, (published.get(key) ?? 0) + Number(row['funding payment']));
    }
  });

  /** One published trade on the published bars; bars are counted, because the stamps are London time. */
  function replay(trade: Row): { simulation: Simulation; first: number } {
    const all = bars.get(laneOf(trade))!;
    const first = rowOf.get(`${laneOf(trade)} ${trade.open_time}`)!;
    const last =
      trade.closed === 'True' ? rowOf.get(`${laneOf(trade)} ${trade.close_time}`)! : all.length - 1;
    const long = trade.position_type === 'long';
    const candle = (row: Row, k: number): BarInput => ({
      openTime: START_OF_TIME + (k + 1) * HOUR,
      open: Number(row.open),
      high: Number(row.high),
      low: Number(row.low),
      close: Number(row.close),
      fundingRate: row['funding rate'] === '' || long ? NaN : Number(row['funding rate']),
      fundingTime: START_OF_TIME + (k + 1) * HOUR,
      fundingIntervalHours: 1,
      takerLongShort: first + k + 1 === last && trade.closed === 'True' ? 3 : 0,
    });
    const rows = all.slice(first, last + 1);
    const price = Number(rows[0].open);
    // One bar before the first: the trade is decided at its close and filled at the first bar's open.
    const quiet = { open: price, high: price, low: price, close: price };
    // A trade of one bar is decided and left at neighbouring closes.
    const before: BarInput = { openTime: START_OF_TIME, ...quiet, takerLongShort: long ? 1 : 2 };
    const tape = Tape.fromBars(
      { venue: 'x', symbol: 'X', timeframe: '1h' },
      [before, ...rows.map(candle)],
      false,
    );
    const strategy = compileStrategy({
      name: 'as published',
      entry: { long: 'takerLongShort == 1', short: 'takerLongShort == 2' },
      exit: { long: 'takerLongShort == 3', short: 'takerLongShort == 3' },
      sizing: { notional: Number(trade.position_size) },
    });
    const lane = new Lane(tape, { metrics: [] });
    const simulation = new Simulation(strategy, [lane], {
      equity: 1e9,
      costs: { ...NO_COSTS, funding: true, takerFee: Number(trade.transaction_cost_pct) },
      conventions: { ...NO_CONVENTIONS, noLiquidation: true, feeFromStake: true },
    });
    lane.advance(tape.rows);
    simulation.advance(tape.rows);
    return { simulation, first };
  }

  it('agree: sizes, fees, results and every funding payment', () => {
    const paid = new Map<string, number>();
    let closed = 0;
    const differences = { size: 0, fees: 0, long: 0, short: 0 };
    const note = (name: keyof typeof differences, difference: number): void => {
      differences[name] = Math.max(differences[name], Math.abs(difference));
    };
    for (const trade of read('simple_threshold_trades_log.csv.gz')) {
      // One pair of trades has a size of -3e-11 USD: what rounding left of the cash. No broker fills that.
      if (Number(trade.position_size) < 0) continue;
      const { simulation, first } = replay(trade);
      const [broker] = simulation.brokers;
      for (let k = 0; k < broker.fundingLog.length; k++) {
        const { time } = bars.get(laneOf(trade))![first + broker.fundingLog.row(k) - 1];
        const key = `${laneOf(trade)} ${time}`;
        paid.set(key, (paid.get(key) ?? 0) + broker.fundingLog.amount(k));
      }
      if (trade.closed !== 'True') {
        note('size', broker.position.size / Number(trade.quantity) - 1);
        continue;
      }
      closed++;
      const { trades } = simulation.book;
      expect([trades.length, trades.get(0, 'exitPrice')]).toEqual([1, Number(trade.close_price)]);
      const [openFee, closeFee] = [Number(trade.open_transaction_cost), Number(trade.close_transaction_cost)];
      note('size', trades.get(0, 'size') / Number(trade.quantity) - 1);
      note('fees', trades.get(0, 'fees') - openFee - closeFee);
      // Published results leave the entry fee out. Those of shorts add the exit fee where it was paid: bought back for
      // value x (1 - fee), which should be value x (1 + fee). Twice the fee is the whole difference.
      const own = trades.get(0, 'grossPnl') - closeFee;
      if (trade.position_type === 'long') note('long', own - Number(trade.pnl));
      else note('short', own + 2 * closeFee - Number(trade.pnl));
    }
    expect(closed).toBe(874);
    for (const difference of Object.values(differences)) expect(difference).toBeLessThan(1e-8);
    const worst = Math.max(...[...published].map(([key, amount]) => Math.abs((paid.get(key) ?? 0) - amount)));
    expect(paid.size).toBeLessThanOrEqual(published.size);
    expect(published.size).toBe(6_962);
    expect(worst).toBeLessThan(1e-9);
  });
});
