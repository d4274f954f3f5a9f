import { describe, expect, it } from '@jest/globals';
import { DEFAULT_CONFIG } from '../config.ts';
import { Market } from '../market.ts';
import { DEFAULT_COSTS } from '../simulation/costs.ts';
import { Simulation } from '../simulation/simulation.ts';
import type { StrategyInput } from '../strategy/schema.ts';
import { compileStrategy } from '../strategy/strategy.ts';
import { smallMarket } from '../testing/index.ts';
import { outcomeOf, type RunOutcome } from './outcome.ts';
import { TrialRunner } from './trial-runner.ts';

const tapes = smallMarket('trials', { rows: 1_500, symbols: ['BTC/USDT:USDT', 'ETH/USDT:USDT'] });
const BTC = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT' };

const INPUT: StrategyInput = {
  name: 'two of three',
  params: { floorAt: 40, hold: 12, window: 10 },
  entry: { long: 'rsi < floorAt and close < avg(close, window)', short: 'tier1' },
  exit: { long: 'barsHeld >= hold or rsi > 60', short: 'barsHeld >= hold' },
};
const runnerOf = (input: StrategyInput, names: string[], more = {}): TrialRunner =>
  new TrialRunner({
    tapes,
    traded: [BTC],
    compile: (params) => compileStrategy(input, { params }),
    names,
    ...more,
  });

/** The days of a run are written over by the next one. */
const kept = (outcome: RunOutcome): RunOutcome => ({ ...outcome, daily: outcome.daily.slice() });

describe('trials', () => {
  it('come to the same whichever way they are run, and whatever is changed: strategy, tiers, metrics, costs', () => {
    const names = [
      'floorAt',
      'hold',
      'window',
      'signals.oiZ',
      'metrics.zWindow',
      'costs.takerFee',
      'costs.slippageBps',
    ];
    const fast = runnerOf(INPUT, names);
    const slow = runnerOf(INPUT, names, { barByBar: true });
    const sets = [
      [40, 12, 10, 2.5, 20, 0.0005, 1],
      [55, 3, 25, 1.2, 20, 0.0005, 1],
      [55, 3, 25, 1.2, 12, 0.002, 5],
      [40, 12, 10, 2.5, 20, 0.0005, 1],
      [60, 30, 7, 0.5, 30, 0, 0],
    ];
    const outcomes = sets.map((values) => kept(fast.run(values)));
    expect(fast.walked).toBeGreaterThanOrEqual(3);
    expect(outcomes).toEqual(sets.map((values) => slow.run(values)));
    expect(outcomes[0]).toEqual(outcomes[3]);
    expect(new Set(outcomes.map(({ finalEquity }) => finalEquity)).size).toBe(4);
  });

  it('are what hindcast simulate would make of the same values', () => {
    const runner = runnerOf(INPUT, ['floorAt', 'signals.oiZ', 'costs.takerFee']);
    const own = runner.run([50, 1.5, 0.001]);
    const config = { ...DEFAULT_CONFIG, signals: { ...DEFAULT_CONFIG.signals, oiZ: 1.5 } };
    const market = new Market(tapes, { config });
    market.advance(market.rows);
    const strategy = compileStrategy(INPUT, { params: { floorAt: 50 } });
    const lanes = [market.lane(BTC.venue, BTC.symbol)!];
    const simulation = new Simulation(strategy, lanes, { costs: { ...DEFAULT_COSTS, takerFee: 0.001 } });
    simulation.advance(market.rows);
    simulation.closeAtEnd();
    expect(own).toEqual(outcomeOf(simulation));
    expect(own.trades).toBeGreaterThan(20);
  });

  it('tell a value from the default configuration, whatever the value is and whoever has asked before', () => {
    // Tier 4 asks for open interest that falls by more than so many percent; it may be any number.
    const input: StrategyInput = {
      name: 'caution',
      entry: { short: 'tier4' },
      exit: { short: 'barsHeld >= 6' },
    };
    const direct = (cautionOiDeltaPct: number): RunOutcome => {
      const config = { ...DEFAULT_CONFIG, signals: { ...DEFAULT_CONFIG.signals, cautionOiDeltaPct } };
      const market = new Market(tapes, { config });
      market.advance(market.rows);
      const simulation = new Simulation(compileStrategy(input), [market.lane(BTC.venue, BTC.symbol)!]);
      simulation.advance(market.rows);
      simulation.closeAtEnd();
      return outcomeOf(simulation);
    };
    const runner = runnerOf(input, ['signals.cautionOiDeltaPct']);
    expect(runner.rows).toBe(1_500);
    for (const value of [-0.5, 0, -1, 0.5]) expect(runner.run([value])).toEqual(direct(value));
    expect(direct(-0.5).trades).not.toBe(direct(0).trades);
  });

  it('over a window trade in it alone, on columns that have seen what was before', () => {
    for (const stop of [undefined, { percent: 1 }]) {
      const runner = runnerOf({ ...INPUT, stopLoss: stop }, ['floorAt']);
      const outcome = runner.run([55], { from: 500, to: 900 });
      const simulation = runner.simulate([55], { from: 500, to: 900 });
      expect(outcome).toEqual(outcomeOf(simulation, 500));
      const { trades } = simulation.book;
      expect(trades.length).toBeGreaterThan(3);
      expect(Math.min(...trades.column('signalRow'))).toBeGreaterThanOrEqual(500);
      expect(Math.max(...trades.column('exitRow'))).toBeLessThan(900);
    }
    const whole = runnerOf(INPUT, ['floorAt']);
    expect(whole.run([55], { from: 0, to: 1_500 })).toEqual(whole.run([55]));
  });

  it('go bar by bar where a strategy asks for it, and say why', () => {
    const stops = runnerOf({ ...INPUT, stopLoss: { percent: 1 } }, ['floorAt']);
    stops.run([50]);
    expect(stops.whyBarByBar).toBe('it can leave inside a bar');
    expect(stops).toMatchObject({ walked: 0, barByBar: 1 });
    const asks = runnerOf({ ...INPUT, exit: { long: 'pnlPct > 1' } }, ['floorAt']);
    asks.run([50]);
    expect(asks).toMatchObject({ walked: 0, barByBar: 1 });
  });

  it('refuse a name that nothing answers to, with the nearest one', () => {
    expect(() => runnerOf(INPUT, ['signals.oiz'])).toThrow(
      expect.objectContaining({ code: 'SWEEP_NAME', action: expect.stringContaining('signals.oiZ') }),
    );
  });
});
