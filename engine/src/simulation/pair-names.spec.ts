import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from '../lane.ts';
import { Column } from '../column.ts';
import { pairConfig } from '../pairs/pair-config.ts';
import { PairLane } from '../pairs/pair-lane.ts';
import { compileStrategy, strategyProblems, type Strategy } from '../strategy/strategy.ts';
import type { StrategyInput } from '../strategy/schema.ts';
import { smallMarket } from '../testing/index.ts';
import type { Tape } from '../tape/tape.ts';
import { NO_COSTS } from './costs.ts';
import { tradeRows } from './report/trade-rows.ts';
import { Simulation } from './simulation.ts';

const ETH = 'ETH/USDT:USDT';
const BTC = 'BTC/USDT:USDT';

const definition = (pair: object = {}, rest: object = {}): StrategyInput => ({
  name: 'pair names',
  params: { lookback: 20 },
  pair: { y: ETH, x: BTC, hedge: 'pair.hedge', window: 'lookback', zWindow: 10, ...pair },
  entry: { long: 'pair.z < -1', short: 'prev.pair.z > 1 and sma(pair.z, 3) > 0' },
  exit: { long: 'pair.z > 0 or pair.correlation < -0.9', short: 'pair.z < 0' },
  sizing: { notional: 100 },
  ...rest,
});

const tapesOf = (seed: number, rows = 300): Tape[] =>
  smallMarket(seed, { rows, holes: 0.004, venues: ['bybit'], symbols: [ETH, BTC] });

function simulate(strategy: Strategy, tapes: readonly Tape[], step = 10_000): Simulation {
  const lanes = tapes.map((tape) => new Lane(tape, { metrics: [] }));
  const simulation = new Simulation(strategy, lanes, { costs: NO_COSTS, equity: 10_000 });
  for (let row = 0; row < tapes[0].rows;) {
    row = Math.min(tapes[0].rows, row + step);
    for (const lane of lanes) lane.advance(row);
    simulation.advance(row);
  }
  return simulation;
}

const failure = (input: StrategyInput): string => strategyProblems(input)[0]?.message ?? 'no problem';

describe('pair. in a strategy', () => {
  it('is the pair lane over the two closes, by the settings of the strategy', () => {
    const strategy = compileStrategy(definition({ method: 'huber' }));
    expect(strategy.pair!.config).toEqual(pairConfig({ method: 'huber', window: 20, zWindow: 10 }));
    expect(strategy.pair!.columns).toEqual(['hedge', 'z', 'correlation']);
    // Neither lane computes any of it.
    expect(strategy.columns).toEqual([]);
    const tapes = tapesOf(4);
    const [y, x] = tapes.map((tape) => new Column('close', tape.columns.close));
    const lane = new PairLane(y, x, tapes[0], strategy.pair!.config);
    lane.advance(300);
    const { z, hedge } = lane.columns;
    const trades = tradeRows(simulate(strategy, tapes));
    expect(trades.length).toBeGreaterThan(10);
    for (const { symbol, side, cause, size } of trades.filter(({ symbol }) => symbol === ETH)) {
      const row = cause.row;
      if (side === 'long') expect(z.data[row]).toBeLessThan(-1);
      else expect(z.data[row - 1]).toBeGreaterThan(1);
      const other = trades.find((leg) => leg.symbol === BTC && leg.cause.row === row);
      // Both legs are filled at the next open: USDT of x for each USDT of y is the hedge ratio known at the signal.
      if (other === undefined) continue;
      const value = (other.size * tapes[1].columns.open[row + 1]) / (size * tapes[0].columns.open[row + 1]);
      expect(value).toBeCloseTo(Math.abs(hedge.data[row]), 6);
      expect(symbol).toBe(ETH);
    }
  });

  it.each(['ols', 'huber', 'kalman'])(
    'gives the same bits row by row and in blocks, and knows nothing of the future: %s',
    (method) => {
      const strategy = compileStrategy(definition({ method }));
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 290 }), (seed, at) => {
          const tapes = tapesOf(seed);
          const whole = simulate(strategy, tapes);
          const single = simulate(strategy, tapes, 1);
          expect(single.equity).toEqual(whole.equity);
          const part = simulate(
            strategy,
            tapes.map((tape) => tape.slice(0, at)),
          );
          expect(part.equity).toEqual(whole.equity.subarray(0, at));
        }),
        { numRuns: 4 },
      );
    },
  );

  it('goes back to where it was and comes to the same again', () => {
    const strategy = compileStrategy(definition({ method: 'kalman' }));
    const tapes = tapesOf(11);
    const lanes = tapes.map((tape) => new Lane(tape, { metrics: [] }));
    for (const lane of lanes) lane.advance(300);
    const simulation = new Simulation(strategy, lanes, { costs: NO_COSTS, equity: 10_000 });
    simulation.advance(137);
    const state = new Float64Array(simulation.stateSize);
    simulation.save(state);
    simulation.advance(300);
    const [trades, equity] = [tradeRows(simulation), simulation.equity.slice()];
    simulation.load(state);
    expect(simulation.cursor).toBe(137);
    simulation.advance(300);
    expect(tradeRows(simulation)).toEqual(trades);
    expect(simulation.equity).toEqual(equity);
  });

  it('neither triggers nor denies where the pair has no value', () => {
    const never = compileStrategy(
      definition({}, { entry: { long: 'pair.z < 100', short: 'not (pair.z < 100)' }, exit: {} }),
    );
    const simulation = simulate(never, tapesOf(2, 25));
    // Twenty rows of window and ten of spread come first.
    expect(simulation.book.trades.length).toBe(0);
  });

  it('has sentences for what cannot be', () => {
    expect(failure(definition({}, { entry: { long: 'pair.zz > 1' } }))).toContain(
      '"pair.zz" is not a known name.',
    );
    expect(failure(definition({ window: 5 }))).toContain(
      'pair.window: a whole number of bars from 10 to 86400',
    );
    expect(failure(definition({ window: 'close' }))).toContain('pair.window: a whole number of bars');
    expect(failure(definition({ method: 'ridge' }))).toContain('method');
    const single = { name: 'no pair', entry: { long: 'pair.z > 1' } };
    const [problem] = strategyProblems(single);
    expect(problem.message).toContain('"pair.z" is not a known name.');
    expect(problem.action).toContain('add pair:');
  });

  it('says which name was meant', () => {
    const [problem] = strategyProblems(definition({}, { entry: { long: 'pair.halflife > 1' } }));
    expect(problem.action).toContain('halfLife');
  });
});
