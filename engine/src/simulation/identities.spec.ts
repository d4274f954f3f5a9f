import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from '../lane.ts';
import { compileStrategy, type Strategy } from '../strategy/strategy.ts';
import type { StrategyInput } from '../strategy/schema.ts';
import { smallMarket } from '../testing/index.ts';
import type { Tape } from '../tape/tape.ts';
import { DEFAULT_COSTS, type Costs, type Slippage } from './costs.ts';
import { regretAccount, regretBySignal } from './report/regret.ts';
import { missedSignals } from './report/missed.ts';
import { sum } from './report/moments.ts';
import { equityCurve } from './report/equity-curve.ts';
import { resultDigest } from './report/result-digest.ts';
import { reportOf } from './report/report.ts';
import { tradeRows } from './report/trade-rows.ts';
import { Simulation } from './simulation.ts';

const METRICS = ['rsi', 'priceZ', 'oiZ', 'imbalancePct', 'atr', 'riskMultiplier', 'tier'];

const rule = fc.constantFrom(
  'rsi < 45',
  'rsi > 55',
  'priceZ < -0.5 or oiZ > 1',
  'imbalancePct > 5',
  'crossesAbove(close, avg(close, 5))',
  'crossesBelow(close, avg(close, 5))',
  'tier >= 1',
  'change(close, 2) < 0 and drawdownPct < 40',
);
const exit = fc.option(
  fc.constantFrom('barsHeld >= 7', 'pnlPct > 0.5', 'rsi > 60 or rsi < 40', 'mae < -20'),
  { nil: undefined },
);
const level = fc.option(
  fc.oneof(
    fc.double({ min: 0.1, max: 3, noNaN: true }).map((percent) => ({ percent })),
    fc.double({ min: 0.5, max: 4, noNaN: true }).map((atr) => ({ atr })),
  ),
  { nil: undefined },
);
const sizing = fc.oneof(
  fc.record({ notional: fc.integer({ min: 50, max: 30_000 }), volatilityScaled: fc.boolean() }),
  fc.record({
    equityPercent: fc.integer({ min: 1, max: 150 }),
    lot: fc.option(fc.constantFrom(0.001, 0.1), { nil: undefined }),
  }),
);

const strategies: fc.Arbitrary<Strategy> = fc
  .record({
    long: rule,
    short: fc.option(rule, { nil: undefined }),
    exitLong: exit,
    exitShort: exit,
    stopLoss: level,
    takeProfit: level,
    trailingStop: level,
    sizing,
    leverage: fc.constantFrom(1, 3, 50),
    pyramiding: fc.constantFrom(1, 3),
    reverse: fc.boolean(),
    maxHolding: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    cooldown: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ long, short, exitLong, exitShort, ...rest }) =>
    compileStrategy({
      name: 'any',
      entry: { long, short },
      exit: { long: exitLong, short: exitShort },
      ...rest,
    } as StrategyInput),
  );

const slippage: fc.Arbitrary<Slippage> = fc.oneof(
  fc.record({ model: fc.constant('bps' as const), bps: fc.integer({ min: 0, max: 30 }) }),
  fc.record({ model: fc.constant('spread' as const), bps: fc.constant(2), rangeShare: fc.constant(0.2) }),
  fc.record({ model: fc.constant('volumeShare' as const), bps: fc.constant(1), impact: fc.constant(0.01) }),
);
const costs: fc.Arbitrary<Costs> = slippage.map((model) => ({ ...DEFAULT_COSTS, slippage: model }));

const markets = fc
  .record({
    seed: fc.integer({ min: 1, max: 400 }),
    lanes: fc.constantFrom(1, 1, 3),
    holes: fc.constantFrom(0, 0.03),
  })
  .map(({ seed, lanes, holes }) =>
    smallMarket(seed, {
      rows: 260,
      holes,
      venues: ['binanceusdm'],
      symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT'].slice(0, lanes),
    }),
  );

function simulate(tapes: readonly Tape[], strategy: Strategy, costsOf: Costs, step = 10_000): Simulation {
  const lanes = tapes.map((tape) => new Lane(tape, { metrics: METRICS }));
  const simulation = new Simulation(strategy, lanes, { costs: costsOf });
  for (let row = 0; row < tapes[0].rows; row = Math.min(row + step, tapes[0].rows)) {
    const to = Math.min(row + step, tapes[0].rows);
    for (const lane of lanes) lane.advance(to);
    simulation.advance(to);
  }
  return simulation;
}

const near = (a: number, b: number, scale = 10_000): void =>
  expect(Math.abs(a - b)).toBeLessThan(1e-9 * scale);

describe('for any market, strategy and costs', () => {
  it('equity is cash plus positions, and its change is the sum of what was traded', () => {
    fc.assert(
      fc.property(markets, strategies, costs, (tapes, strategy, costsOf) => {
        const simulation = simulate(tapes, strategy, costsOf);
        const { account, brokers, book, equity, options } = simulation;
        const scale = 10_000 + simulation.tally.turnover;
        const open = sum(brokers.map(({ unrealised }) => unrealised));
        near(equity[equity.length - 1], account.cash + open, scale);
        const paid = sum(brokers.map(({ position }) => position.fees - position.funding));
        near(account.cash, options.equity + sum(book.trades.column('netPnl')) - paid, scale);
        for (const row of tradeRows(simulation)) {
          near(row.netPnl, row.grossPnl - row.fees + row.funding, scale);
          expect(row.exitRow).toBeGreaterThanOrEqual(row.entryRow);
          expect(row.entryRow).toBeGreaterThan(row.cause.row);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('regret is never negative and adds up, per trade and in total', () => {
    fc.assert(
      fc.property(markets, strategies, costs, (tapes, strategy, costsOf) => {
        const simulation = simulate(tapes, strategy, costsOf);
        simulation.closeAtEnd();
        const { trades } = simulation.book;
        const scale = 10_000 + simulation.tally.turnover;
        for (let k = 0; k < trades.length; k++) {
          const get = (field: Parameters<typeof trades.get>[1]): number => trades.get(k, field);
          expect(get('exitRegret')).toBeGreaterThanOrEqual(0);
          expect(get('entryRegret')).toBeGreaterThanOrEqual(0);
          expect(get('entryTiming')).toBeLessThanOrEqual(0);
          expect(get('exitTiming')).toBeLessThanOrEqual(0);
          expect(get('oracle')).toBeGreaterThanOrEqual(0);
          expect(get('mae')).toBeLessThanOrEqual(Math.min(0, get('grossPnl')));
          expect(get('mfe')).toBeGreaterThanOrEqual(Math.max(0, get('grossPnl')));
          const parts = get('entryTiming') + get('exitTiming') + get('falseSignal');
          near(parts - get('fees') - get('slippage') + get('funding'), get('netPnl') - get('oracle'), scale);
        }
        const missed = missedSignals(simulation);
        missed.forEach(({ regret, oracle }) => expect(oracle >= regret && regret >= 0).toBe(true));
        const a = regretAccount(trades, missed);
        const six = a.entryTiming + a.exitTiming + a.missedSignals + a.falseSignals + a.costs + a.funding;
        near(six, a.realised - a.oracle, scale);
        const groups = regretBySignal(trades, missed);
        near(sum(groups.map(({ regret }) => regret.realised)), a.realised, scale);
        near(sum(groups.map(({ regret }) => regret.oracle)), a.oracle, scale);
        expect(sum(groups.map((group) => group.traded + group.missed))).toBe(trades.length + missed.length);
      }),
      { numRuns: 80 },
    );
  });

  it('row by row gives the bits that blocks give, and the future changes nothing', () => {
    fc.assert(
      fc.property(
        markets,
        strategies,
        costs,
        fc.integer({ min: 30, max: 250 }),
        (tapes, strategy, costsOf, cut) => {
          const whole = simulate(tapes, strategy, costsOf);
          const single = simulate(tapes, strategy, costsOf, 1);
          expect(single.equity).toEqual(whole.equity);
          expect(tradeRows(single)).toEqual(tradeRows(whole));
          const short = simulate(
            tapes.map((tape) => tape.slice(0, cut)),
            strategy,
            costsOf,
          );
          expect(short.equity).toEqual(whole.equity.subarray(0, cut));
          const closed = tradeRows(whole).filter(
            ({ exitRow, exitReason }) => exitRow < cut && exitReason !== 'endOfData',
          );
          expect(tradeRows(short)).toEqual(closed);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('going back to a saved state and on again gives the same bits', () => {
    fc.assert(
      fc.property(
        markets,
        strategies,
        costs,
        fc.integer({ min: 1, max: 250 }),
        (tapes, strategy, costsOf, at) => {
          const played = simulate(tapes, strategy, costsOf);
          const expected = {
            rows: tradeRows(played),
            equity: played.equity.slice(),
            cash: played.account.cash,
          };
          const lanes = played.lanes;
          const again = new Simulation(strategy, lanes, { costs: costsOf });
          again.advance(at);
          const state = new Float64Array(again.stateSize);
          again.save(state);
          again.advance(tapes[0].rows);
          again.load(state);
          expect(again.cursor).toBe(at);
          again.advance(tapes[0].rows);
          expect(tradeRows(again)).toEqual(expected.rows);
          expect(again.equity).toEqual(expected.equity);
          expect(again.account.cash).toBe(expected.cash);
          expect(resultDigest(again)).toBe(resultDigest(played));
          expect(again.tally).toEqual(played.tally);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('the report holds only numbers and nulls, and survives JSON', () => {
    fc.assert(
      fc.property(markets, strategies, costs, (tapes, strategy, costsOf) => {
        const simulation = simulate(tapes, strategy, costsOf);
        const report = reportOf(simulation, { datasetDigest: 'd', engineVersion: 'v', seed: 1 });
        expect(JSON.parse(JSON.stringify(report))).toEqual(report);
        for (const value of Object.values(report.numbers))
          expect(value === null || Number.isFinite(value)).toBe(true);
        const curve = equityCurve(simulation, 40);
        expect(curve.equity.at(-1)).toBe(report.finalEquity);
        expect(Math.max(...curve.drawdownPct)).toBe(report.numbers.maxDrawdownPct);
        for (const month of report.months) expect(Number.isFinite(month.returnPct)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
