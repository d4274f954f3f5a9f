import { describe, expect, it } from '@jest/globals';
import { Lane } from '../lane.ts';
import { compileStrategy } from '../strategy/strategy.ts';
import type { BarInput } from '../tape/fields.ts';
import { Tape } from '../tape/tape.ts';
import { HOUR } from '../time.ts';
import { START } from './by-hand.ts';
import { NO_COSTS } from './costs.ts';
import { Simulation } from './simulation.ts';
import { tradeRows } from './report/trade-rows.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';

/** Bars that open where the last one closed; `say` is 1 to buy and 3 to leave, by row. */
function lane(symbol: string, closes: readonly number[], say: Readonly<Record<number, number>>): Lane {
  const bars = closes.map((close, row): BarInput => {
    const open = row === 0 ? close : closes[row - 1];
    const range = { open, high: Math.max(open, close), low: Math.min(open, close), close };
    return { openTime: START + row * HOUR, takerLongShort: say[row] ?? 0, ...range };
  });
  return new Lane(Tape.fromBars({ venue: 'binanceusdm', symbol, timeframe: '1h' }, bars), { metrics: [] });
}

function simulate(lanes: readonly Lane[], equityPercent: number): Simulation {
  const strategy = compileStrategy({
    name: 'two',
    entry: { long: 'takerLongShort == 1' },
    exit: { long: 'takerLongShort == 3' },
    sizing: { equityPercent },
  });
  const simulation = new Simulation(strategy, lanes, { equity: 1_000, costs: NO_COSTS });
  for (const one of lanes) one.advance(one.tape.rows);
  simulation.advance(lanes[0].tape.rows);
  return simulation;
}

describe('several symbols with one account', () => {
  it('size each entry by the equity of all, with what the others have made so far', () => {
    // BTC: half of 1000 at 100 buys 5. It closes at 120, so that at row 3's open the equity is 1000 + 5·20 = 1100.
    // ETH: half of 1100 at 50 buys 11. BTC leaves at row 4's open at 120; ETH at row 5's open at 55.
    const simulation = simulate(
      [
        lane(BTC, [100, 100, 120, 120, 120, 120], { 0: 1, 3: 3 }),
        lane(ETH, [50, 50, 50, 50, 55, 55], { 2: 1, 4: 3 }),
      ],
      50,
    );
    const trades = tradeRows(simulation).map(({ symbol, size, netPnl }) => [symbol, size, netPnl]);
    expect(trades).toEqual([
      [BTC, 5, 100],
      [ETH, 11, 55],
    ]);
    expect([...simulation.equity]).toEqual([1_000, 1_000, 1_100, 1_100, 1_155, 1_155]);
  });

  it('share the margin: what one holds cannot be put up by another, and the cut is counted', () => {
    // Both want 80 % of 1000 at once. BTC comes first and gets 800; 200 are left for ETH, at 50 that is 4.
    const simulation = simulate(
      [lane(BTC, [100, 100, 100], { 0: 1 }), lane(ETH, [50, 50, 50], { 0: 1 })],
      80,
    );
    expect(simulation.brokers.map(({ position }) => position.size)).toEqual([8, 4]);
    expect(simulation.tally.reducedOrders).toBe(1);
  });

  it('free the margin of exits before entries at the same open', () => {
    // BTC holds all of it and leaves at row 2's open, where ETH enters: it finds the money.
    const simulation = simulate(
      [lane(BTC, [100, 100, 100, 100], { 0: 1, 1: 3 }), lane(ETH, [50, 50, 50, 50], { 1: 1 })],
      100,
    );
    expect(simulation.brokers.map(({ position }) => position.size)).toEqual([0, 20]);
    expect(simulation.tally.reducedOrders).toBe(0);
  });
});
