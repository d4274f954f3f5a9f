import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from '../lane.ts';
import { DEFAULT_COSTS, NO_COSTS, type Costs } from '../simulation/costs.ts';
import { DEFAULT_OPTIONS, NO_CONVENTIONS, type SimulationOptions } from '../simulation/options.ts';
import { performance } from '../simulation/report/performance.ts';
import { dailyEquity } from '../simulation/report/daily.ts';
import { drawdownOf } from '../simulation/report/drawdown.ts';
import { tradeNumbers } from '../simulation/report/trade-numbers.ts';
import { Simulation } from '../simulation/simulation.ts';
import type { StrategyInput } from '../strategy/schema.ts';
import { compileStrategy, type Strategy } from '../strategy/strategy.ts';
import { smallMarket } from '../testing/index.ts';
import type { Tape } from '../tape/tape.ts';
import { FlatRuleBook } from './flat-rules.ts';
import { FlatWalk } from './flat-walk.ts';
import { whyNotFlat } from './why-not-flat.ts';
import { numbersOf, outcomeOf } from './outcome.ts';
import { RowIndex } from './row-index.ts';
import type { Window } from './trial-runner.ts';

const METRICS = ['rsi', 'priceZ', 'oiZ', 'imbalancePct', 'riskMultiplier', 'tiers', 'atr'];

const rule = fc.constantFrom(
  'rsi < floorAt',
  'rsi > topAt',
  '45 > rsi and priceZ < 0.3',
  'priceZ < -0.5 or oiZ > 1',
  'imbalancePct > 5 and not (oiZ > 1) and close > 0',
  'crossesAbove(close, avg(close, 5))',
  'prev(rsi, 3) >= floorAt and tier1',
  'zscore(close, 7) <= -0.2 and rsi <= topAt',
  'true',
);
const exit = fc.option(
  fc.constantFrom(
    'barsHeld >= hold',
    'rsi > topAt or hold <= barsHeld',
    'barsHeld > 3.5 or priceZ > 1 or rsi < floorAt',
    'zscore(close, 7) > 0',
    'false',
    '2 < barsHeld',
  ),
  { nil: undefined },
);
const sizing = fc.oneof(
  fc.record({ notional: fc.integer({ min: 50, max: 30_000 }), volatilityScaled: fc.boolean() }),
  fc.record({ notional: fc.constantFrom('1000 + 10 * rsi', 'hold * 50') }),
  fc.record({
    equityPercent: fc.constantFrom(1, 40, 100, 150),
    lot: fc.option(fc.constantFrom(0.001, 5), { nil: undefined }),
  }),
);
const inputs: fc.Arbitrary<StrategyInput> = fc
  .record({
    long: fc.option(rule, { nil: undefined }),
    short: fc.option(rule, { nil: undefined }),
    exitLong: exit,
    exitShort: exit,
    sizing,
    leverage: fc.constantFrom(1, 3, 50),
    reverse: fc.boolean(),
    maxHolding: fc.option(fc.constantFrom(1, 9, 'hold', 30), { nil: undefined }),
    cooldown: fc.constantFrom(0, 1, 5, 3_000_000_000),
  })
  .filter(({ long, short }) => (long ?? short) !== undefined)
  .map(({ long, short, exitLong, exitShort, ...rest }) => ({
    name: 'any',
    params: { floorAt: 45, topAt: 55, hold: 7 },
    entry: { long, short },
    exit: { long: exitLong, short: exitShort },
    ...rest,
  }));
const costs: fc.Arbitrary<Costs> = fc.oneof(
  fc.constant(NO_COSTS),
  fc
    .record({
      takerFee: fc.constantFrom(0, 0.0004, 0.01),
      slippage: fc.record({ model: fc.constant('bps' as const), bps: fc.constantFrom(0, 1, 30) }),
      funding: fc.boolean(),
    })
    .map((given) => ({ ...DEFAULT_COSTS, ...given })),
);
const settings = fc.record({
  costs,
  equity: fc.constantFrom(1, 10_000),
  conventions: fc
    .record({ feeFromStake: fc.boolean(), noLiquidation: fc.boolean() })
    .map((given) => ({ ...NO_CONVENTIONS, ...given })),
});
const markets = fc
  .record({ seed: fc.integer({ min: 1, max: 500 }), holes: fc.constantFrom(0, 0, 0.004) })
  .map(
    ({ seed, holes }) =>
      smallMarket(seed, { rows: ROWS, holes, venues: ['bybit'], symbols: ['BTC/USDT:USDT'] })[0],
  );
const paramSets = fc.array(
  fc.record({
    floorAt: fc.integer({ min: 30, max: 60 }),
    topAt: fc.integer({ min: 40, max: 70 }),
    hold: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 1, maxLength: 3 },
);

const ROWS = 700;
/** All rows, or some of them, as the trainings and tests of a walk-forward: down to a single one, from any row on, across days or not. */
const windows: fc.Arbitrary<Window> = fc.oneof(
  fc.constant({ from: 0, to: ROWS }),
  fc
    .tuple(fc.integer({ min: 0, max: ROWS - 1 }), fc.integer({ min: 1, max: ROWS }))
    .map(([from, rows]) => ({ from, to: Math.min(ROWS, from + rows) })),
);

/** The pipeline: the same strategy compiled for these values, bar by bar. */
function pipeline(
  lane: Lane,
  strategy: Strategy,
  options: SimulationOptions,
  closeAtEnd: boolean,
  { from, to }: Window,
): Simulation {
  const simulation = new Simulation(strategy, [lane], { ...options, startRow: from });
  simulation.advance(to);
  if (closeAtEnd) simulation.closeAtEnd();
  return simulation;
}

function laneOf(tape: Tape): Lane {
  const lane = new Lane(tape, { metrics: METRICS });
  lane.advance(tape.rows);
  return lane;
}

describe('the walk from entry to exit', () => {
  it('comes to the trades, the equity and the figures of the pipeline, bit for bit, for any strategy, market, costs and window', () => {
    let walked = 0;
    let asked = 0;
    let traded = 0;
    fc.assert(
      fc.property(
        markets,
        inputs,
        settings,
        paramSets,
        fc.boolean(),
        fc.array(windows, { minLength: 1, maxLength: 3 }),
        (tape, input, given, sets, closeAtEnd, spans) => {
          const options: SimulationOptions = { ...DEFAULT_OPTIONS, ...given };
          const lane = laneOf(tape);
          const base = compileStrategy(input);
          expect(whyNotFlat(base, 1, options)).toBe(null);
          // So little room that paths are forgotten and written over on the way.
          const book = new FlatRuleBook(base, new RowIndex(lane, lane.cursor), undefined, 6_000);
          const walk = new FlatWalk(tape, lane.cursor);
          [...sets, sets[0]].forEach((params, k) => {
            // One walk goes from window to window, as that of a walk-forward does.
            const window = spans[k % spans.length];
            asked++;
            const rules = book.rules(book.names.map((name) => params[name as 'hold']));
            if (!walk.run(base, rules!, options, closeAtEnd, window.from, window.to)) return;
            walked++;
            const simulation = pipeline(
              lane,
              compileStrategy(input, { params }),
              options,
              closeAtEnd,
              window,
            );
            const { trades } = simulation.book;
            traded += trades.length;
            const own = walk.trades;
            expect(Array.from(own.entryRow.subarray(0, own.length))).toEqual(
              Array.from(trades.column('entryRow')),
            );
            expect(Array.from(own.exitRow.subarray(0, own.length))).toEqual(
              Array.from(trades.column('exitRow')),
            );
            expect(Array.from(own.side.subarray(0, own.length))).toEqual(Array.from(trades.column('side')));
            expect(Array.from(own.reason.subarray(0, own.length))).toEqual(
              Array.from(trades.column('reason')),
            );
            expect(Array.from(own.net.subarray(0, own.length))).toEqual(Array.from(trades.column('netPnl')));
            expect(walk.outcome()).toEqual(outcomeOf(simulation, window.from));
          });
        },
      ),
      { numRuns: 400, seed: 20_260_101 },
    );
    // The proof would be worth nothing if most runs were declined or never traded.
    expect(walked / asked).toBeGreaterThan(0.6);
    expect(traded).toBeGreaterThan(5_000);
  });

  it('gives the figures that a report gives', () => {
    const [tape] = smallMarket(5, { rows: 3_000, holes: 0, venues: ['bybit'], symbols: ['BTC/USDT:USDT'] });
    const lane = laneOf(tape);
    const strategy = compileStrategy({
      name: 'any',
      entry: { long: 'rsi < 45' },
      exit: { long: 'rsi > 55 or barsHeld >= 20' },
    });
    const simulation = pipeline(lane, strategy, DEFAULT_OPTIONS, true, { from: 0, to: tape.rows });
    const { equity, book } = simulation;
    const daily = dailyEquity(tape.openTime, tape.timeframeMs, equity, 10_000);
    const whole = performance(10_000, equity[2_999], 3_000 * 300_000, daily, drawdownOf(equity, 10_000));
    const trades = tradeNumbers(book.trades);
    const numbers = numbersOf(outcomeOf(simulation), 10_000, 3_000);
    for (const name of ['netPnl', 'returnPct', 'sharpe', 'sortino'] as const)
      expect(numbers[name]).toBe(whole[name]);
    for (const name of ['trades', 'hitRate', 'hitRateLow', 'profitFactor'] as const)
      expect(numbers[name]).toBe(trades[name]);
    expect(numbers.expectancy).toBeCloseTo(trades.expectancy, 9);
  });

  it('leaves a rule that asks what the position is doing to the pipeline', () => {
    const [tape] = smallMarket(5, { rows: 300, venues: ['bybit'], symbols: ['BTC/USDT:USDT'] });
    const lane = laneOf(tape);
    for (const [entry, leave] of [
      ['rsi < 45', 'pnlPct > 1'],
      ['rsi < 45 and barsSinceExit > 5', 'rsi > 60'],
      ['rsi < 45', 'barsHeld >= 5 and rsi > 50'],
      ['rsi < 45', 'barsHeld < 5'],
    ]) {
      const strategy = compileStrategy({ name: 'any', entry: { long: entry }, exit: { long: leave } });
      expect(new FlatRuleBook(strategy, new RowIndex(lane, 300)).rules([])).toBe(null);
    }
  });
});
