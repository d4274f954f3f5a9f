import { describe, expect, it } from '@jest/globals';
import { Lane } from '../lane.ts';
import { compileStrategy } from '../strategy/strategy.ts';
import { smallMarket } from '../testing/index.ts';
import { NO_COSTS } from './costs.ts';
import { NO_CONVENTIONS } from './options.ts';
import { Simulation } from './simulation.ts';

/**
 * The thin rule that the benchmarks compare with numba, written out by hand: flat and z < -2.5 and rsi < 30 at a close:
 * buy at the next open with everything. In it and (z > 0 or held for 48 bars, the entry bar counted): sell at the
 * next open. 0.04 % of what is put in, and of what is taken out. What is open at the end is marked at the last close.
 */
function byHand(
  open: Float64Array,
  close: Float64Array,
  z: Float64Array,
  rsi: Float64Array,
): { trades: number; equity: number } {
  const last = open.length - 1;
  let equity = 1;
  let entry = -1;
  let trades = 0;
  for (let i = 0; i < last; i++) {
    if (entry < 0) {
      if (z[i] < -2.5 && rsi[i] < 30) {
        entry = i + 1;
        equity *= 1 - 0.0004;
      }
    } else if (z[i] > 0 || i - entry + 1 >= 48) {
      equity *= (open[i + 1] / open[entry]) * (1 - 0.0004);
      trades++;
      entry = -1;
    }
  }
  if (entry >= 0) equity *= close[last] / open[entry];
  return { trades, equity };
}

describe('the thin rule', () => {
  it('gives the trades and the equity of the loop written by hand', () => {
    const strategy = compileStrategy({
      name: 'thin',
      entry: { long: 'zscore(close, 20) < -2.5 and rsi < 30' },
      exit: { long: 'zscore(close, 20) > 0 or barsHeld >= 48' },
      sizing: { equityPercent: 100 },
    });
    let trades = 0;
    for (let seed = 1; seed <= 5; seed++) {
      const [tape] = smallMarket(seed, {
        rows: 20_000,
        holes: 0,
        symbols: ['BTC/USDT:USDT'],
        venues: ['bybit'],
      });
      const lane = new Lane(tape, { metrics: [] });
      const simulation = new Simulation(strategy, [lane], {
        equity: 1,
        costs: { ...NO_COSTS, takerFee: 0.0004 },
        conventions: { ...NO_CONVENTIONS, feeFromStake: true },
      });
      lane.advance(tape.rows);
      simulation.advance(tape.rows);
      const columns = ['open', 'close', 'zscore(close,20)', 'rsi'].map((name) => lane.column(name).data);
      const expected = byHand(columns[0], columns[1], columns[2], columns[3]);
      expect(simulation.book.trades.length).toBe(expected.trades);
      expect(simulation.equity[tape.rows - 1] / expected.equity).toBeCloseTo(1, 11);
      trades += expected.trades;
    }
    expect(trades).toBeGreaterThan(100);
  });
});
