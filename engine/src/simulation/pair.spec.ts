import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from '../lane.ts';
import { compileStrategy, type Strategy } from '../strategy/strategy.ts';
import { smallMarket } from '../testing/index.ts';
import { Tape } from '../tape/tape.ts';
import { HOUR } from '../time.ts';
import { NO_COSTS } from './costs.ts';
import { tradeRows } from './report/trade-rows.ts';
import { Simulation } from './simulation.ts';

const ETH = 'ETH/USDT:USDT';
const BTC = 'BTC/USDT:USDT';
const START = 1_735_689_600_000;

function closes(symbol: string, ...prices: number[]): Tape {
  const bars = prices.map((price, row) => ({
    openTime: START + row * HOUR,
    open: price,
    high: price,
    low: price,
    close: price,
  }));
  return Tape.fromBars({ venue: 'binanceusdm', symbol, timeframe: '1h' }, bars);
}

function simulate(strategy: Strategy, tapes: readonly Tape[], step = 10_000): Simulation {
  const lanes = tapes.map((tape) => new Lane(tape, { metrics: [] }));
  const simulation = new Simulation(strategy, lanes, { costs: NO_COSTS, equity: 1_000 });
  const { rows } = tapes[0];
  for (let row = 0; row < rows;) {
    row = Math.min(rows, row + step);
    for (const lane of lanes) lane.advance(row);
    simulation.advance(row);
  }
  return simulation;
}

const spread = (more: object = {}): Strategy =>
  compileStrategy({
    name: 'spread',
    pair: { y: ETH, x: BTC, hedge: 1 },
    entry: { long: 'close / other.close < 0.095', short: 'close / other.close > 0.105' },
    exit: { long: 'close / other.close >= 0.1', short: 'close / other.close <= 0.1' },
    sizing: { notional: 100 },
    ...more,
  });

describe('a pair', () => {
  // The ratio is 0.1, falls to 0.09 at bar 1, is back at bar 4. BTC stays at 1,000.
  const eth = [100, 90, 90, 95, 100, 100];
  const btc = [1_000, 1_000, 1_000, 1_000, 1_000, 1_000];

  it('buys one leg and sells the other at the same open, and leaves both', () => {
    const rows = tradeRows(simulate(spread(), [closes(ETH, ...eth), closes(BTC, ...btc)]));
    // Decided at bar 1's close, filled at bar 2's open: 100/90 ETH long, 0.1 BTC short. Left at bar 5's open.
    expect(rows.map(({ symbol, side, entryRow, exitRow }) => [symbol, side, entryRow, exitRow])).toEqual([
      [ETH, 'long', 2, 5],
      [BTC, 'short', 2, 5],
    ]);
    expect(rows[0].netPnl).toBeCloseTo((10 * 100) / 90, 12);
    expect(rows[1].size).toBeCloseTo(0.1, 12);
    expect(rows[1].netPnl).toBeCloseTo(0, 12);
  });

  it('sizes the second leg by the hedge ratio, on the same side when it is negative', () => {
    const half = tradeRows(
      simulate(spread({ pair: { y: ETH, x: BTC, hedge: 'close / 180' } }), [
        closes(ETH, ...eth),
        closes(BTC, ...btc),
      ]),
    );
    expect(half[1].size).toBeCloseTo(0.05, 12);
    const same = tradeRows(
      simulate(spread({ pair: { y: ETH, x: BTC, hedge: -1 } }), [closes(ETH, ...eth), closes(BTC, ...btc)]),
    );
    expect(same.map(({ side }) => side)).toEqual(['long', 'long']);
  });

  it('opens nothing without a hedge ratio', () => {
    const simulation = simulate(spread({ pair: { y: ETH, x: BTC, hedge: 'prev(close, 5)' } }), [
      closes(ETH, ...eth),
      closes(BTC, ...btc),
    ]);
    expect([simulation.book.trades.length, simulation.tally.refusedOrders]).toEqual([0, 4]);
  });

  it('tells rules the result of both legs', () => {
    // At bar 3 ETH has made 5.56 and the short BTC, fallen by 10 %, 10: together 15.56 of 200.
    const strategy = spread({ exit: { long: 'pnl > 15 and pnlPct > 7.7', short: 'false' } });
    const rows = tradeRows(
      simulate(strategy, [
        closes(ETH, 100, 90, 90, 95, 95, 95),
        closes(BTC, 1_000, 1_000, 1_000, 900, 900, 900),
      ]),
    );
    expect(rows.map(({ exitRow }) => exitRow)).toEqual([4, 4]);
  });

  it('closes a leg whose other leg was liquidated', () => {
    const simulation = simulate(spread({ leverage: 10, exit: {} }), [
      closes(ETH, 100, 90, 90, 90, 90, 90),
      closes(BTC, 1_000, 1_000, 1_000, 1_200, 1_200, 1_200),
    ]);
    const rows = tradeRows(simulation);
    expect(rows.map(({ symbol, exitReason, exitRow }) => [symbol, exitReason, exitRow])).toEqual([
      [BTC, 'liquidation', 3],
      [ETH, 'exit', 4],
      ...rows.slice(2).map(({ symbol, exitReason, exitRow }) => [symbol, exitReason, exitRow]),
    ]);
    expect(simulation.tally.brokenPairs).toBe(1);
  });

  it('refuses what has no meaning for two legs', () => {
    expect(() => spread({ stopLoss: { percent: 2 } })).toThrow(
      'stopLoss: a pair has no single price to measure from.',
    );
    expect(() => spread({ pyramiding: 2 })).toThrow('pyramiding: a pair takes one entry.');
    expect(() => spread({ pair: { y: ETH, x: ETH } })).toThrow('pair: both legs are the same symbol.');
    expect(() => spread({ entry: { long: 'other.clsoe > 1' } })).toThrow(
      '"other.clsoe" is not a known name.',
    );
    expect(() => compileStrategy({ name: 'a', entry: { long: 'other.close > 1' } })).toThrow(
      '"other.close" is not a known name.',
    );
    expect(() => simulate(spread(), [closes(BTC, 1), closes(ETH, 1)])).toThrow('The strategy trades ETH');
  });

  it('gives the same bits row by row, in blocks, and after going back', () => {
    const strategy = spread({
      entry: {
        long: 'zscore(log(close / other.close), 20) < -1',
        short: 'zscore(log(close / other.close), 20) > 1',
      },
      exit: {
        long: 'zscore(log(close / other.close), 20) > 0 or other.rsi > 80',
        short: 'avg(other.close, 5) > prev.other.close',
      },
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 290 }), (seed, at) => {
        const tapes = smallMarket(seed, { rows: 300, holes: 0.02, venues: ['bybit'], symbols: [ETH, BTC] });
        const whole = simulate(strategy, tapes);
        const single = simulate(strategy, tapes, 1);
        expect(tradeRows(single)).toEqual(tradeRows(whole));
        expect(single.equity).toEqual(whole.equity);
        const state = new Float64Array(whole.stateSize);
        const part = simulate(
          strategy,
          tapes.map((tape) => tape.slice(0, at)),
        );
        expect(part.equity).toEqual(whole.equity.subarray(0, at));
        whole.save(state);
        const before = tradeRows(whole);
        whole.load(state);
        expect(tradeRows(whole)).toEqual(before);
      }),
      { numRuns: 40 },
    );
    expect(
      tradeRows(simulate(strategy, smallMarket(1, { rows: 300, venues: ['bybit'], symbols: [ETH, BTC] })))
        .length,
    ).toBeGreaterThan(10);
  });
});
