import { describe, expect, it } from '@jest/globals';
import { HOUR } from '../time.ts';
import { handSimulation, handTape, START, type Candle, type Script } from './by-hand.ts';
import type { Simulation } from './simulation.ts';
import { EXIT_REASONS, type TradeField } from './trade-store.ts';

/** Bars that open where the last one closed. */
function path(...closes: number[]): Candle[] {
  return closes.map((close, k) => {
    const open = k === 0 ? close : closes[k - 1];
    return [open, Math.max(open, close), Math.min(open, close), close];
  });
}

const flat = (price: number, bars: number): Candle[] => path(...Array(bars).fill(price));

function trade(simulation: Simulation, index: number, ...fields: TradeField[]): number[] {
  return fields.map((field) => simulation.book.trades.get(index, field));
}
const reason = (simulation: Simulation, index = 0): string =>
  EXIT_REASONS[simulation.book.trades.get(index, 'reason')];
const run = (script: Script): Simulation => handSimulation(script);

describe('fills of decisions', () => {
  it('fills at the next open, never at the close that decided', () => {
    // Decided at the close of bar 1 (102): bought at bar 2's open, 103. Decided at bar 3's close: sold at bar 4's open, 107.
    const candles: Candle[] = [
      [100, 100, 100, 100],
      [100, 102, 100, 102],
      [103, 105, 103, 105],
      [105, 106, 104, 106],
      [107, 107, 107, 107],
    ];
    const simulation = run({ candles, say: { 1: 'long', 3: 'leave' } });
    const size = 100 / 103;
    expect(trade(simulation, 0, 'entryRow', 'entryPrice', 'exitRow', 'exitPrice', 'barsHeld')).toEqual([
      2, 103, 4, 107, 2,
    ]);
    expect(trade(simulation, 0, 'size', 'grossPnl')).toEqual([size, 107 * size - 103 * size]);
    expect(simulation.equity[2]).toBeCloseTo(1_000 + 2 * size, 12); // marked at the close, 105
    expect(simulation.equity[4]).toBeCloseTo(1_000 + 4 * size, 12);
  });

  it('sells short and buys back', () => {
    const simulation = run({ candles: path(100, 100, 90, 80, 80), say: { 0: 'short', 2: 'leave' } });
    // Sold 1 at 100, bought back at bar 3's open, 90.
    expect(trade(simulation, 0, 'side', 'entryPrice', 'exitPrice', 'netPnl')).toEqual([-1, 100, 90, 10]);
  });

  it('charges slippage against the trade and the taker fee on both sides', () => {
    const simulation = run({
      candles: path(100, 100, 110, 110, 110),
      say: { 0: 'long', 2: 'leave' },
      costs: { takerFee: 0.001, slippage: { model: 'bps', bps: 10 } },
    });
    // 1 unit (100 USDT at 100). Bought at 100 x 1.001 = 100.1, fee 0.1001. Sold at 110 x 0.999 = 109.89, fee 0.10989.
    const [entry, exit, gross, fees, net, slippage] = trade(
      simulation,
      0,
      'entryPrice',
      'exitPrice',
      'grossPnl',
      'fees',
      'netPnl',
      'slippage',
    );
    expect(entry).toBeCloseTo(100.1, 12);
    expect(exit).toBeCloseTo(109.89, 12);
    expect(gross).toBeCloseTo(9.79, 12);
    expect(fees).toBeCloseTo(0.20999, 12);
    expect(net).toBeCloseTo(9.58001, 12);
    expect(slippage).toBeCloseTo(0.1 + 0.11, 12);
    expect(simulation.account.cash).toBeCloseTo(1_009.58001, 10);
  });

  it('waits over missing bars for the next open, and counts it', () => {
    const candles: Candle[] = [...flat(100, 2), null, null, [104, 104, 104, 104], null, [108, 108, 108, 108]];
    const simulation = run({ candles, say: { 1: 'long', 4: 'leave' } });
    expect(trade(simulation, 0, 'entryRow', 'entryPrice', 'exitRow', 'exitPrice', 'waited')).toEqual([
      4, 104, 6, 108, 2,
    ]);
    expect([simulation.tally.waitedFills, simulation.tally.waitedBars]).toEqual([2, 3]);
    expect(simulation.equity[5]).toBe(1_000); // a hole is marked at the last known price
  });

  it('reverses at one open, unless the strategy does not want that', () => {
    const script: Script = {
      candles: path(100, 100, 110, 110, 120, 120),
      say: { 0: 'long', 2: 'short', 4: 'leave' },
    };
    const simulation = run(script);
    expect(simulation.book.trades.length).toBe(2);
    expect(reason(simulation, 0)).toBe('reverse');
    expect(trade(simulation, 1, 'side', 'entryRow', 'entryPrice', 'exitPrice')).toEqual([-1, 3, 110, 120]);
    const held = run({ ...script, strategy: { reverse: false } });
    expect(held.book.trades.length).toBe(1);
    expect(trade(held, 0, 'entryRow', 'exitRow')).toEqual([1, 5]);
    expect(held.book.signals.get(0)).toMatchObject({ row: 2, side: -1, reason: 'opposite position' });
  });

  it('takes neither side when both are asked for at once', () => {
    const simulation = run({ candles: flat(100, 4), say: { 1: 'both' } });
    expect([
      simulation.book.trades.length,
      simulation.tally.conflicts,
      simulation.book.signals.length,
    ]).toEqual([0, 1, 2]);
  });
});

describe('stops and targets', () => {
  const stop = { stopLoss: { percent: 5 } };
  const both = { stopLoss: { percent: 5 }, takeProfit: { percent: 5 } };

  it('leaves at the stop when the bar trades through it', () => {
    const candles: Candle[] = [...flat(100, 2), [99, 100, 94, 98], [98, 98, 98, 98]];
    const simulation = run({ candles, say: { 0: 'long' }, strategy: stop });
    // Bought at bar 1's open, 100; the stop is at 95.
    expect(trade(simulation, 0, 'exitRow', 'exitPrice', 'netPnl', 'barsHeld')).toEqual([2, 95, -5, 2]);
    expect(reason(simulation)).toBe('stop');
  });

  it('leaves at the open when the bar gaps through the stop', () => {
    const candles: Candle[] = [...flat(100, 2), [91, 97, 90, 96]];
    const simulation = run({ candles, say: { 0: 'long' }, strategy: stop });
    expect(trade(simulation, 0, 'exitPrice', 'netPnl')).toEqual([91, -9]);
  });

  it('can be stopped in the very bar of the entry', () => {
    const candles: Candle[] = [
      [100, 100, 100, 100],
      [100, 101, 94, 95],
    ];
    const simulation = run({ candles, say: { 0: 'long' }, strategy: stop });
    expect(trade(simulation, 0, 'entryRow', 'exitRow', 'exitPrice', 'barsHeld')).toEqual([1, 1, 95, 1]);
  });

  it('takes a short out at the mirror image', () => {
    const candles: Candle[] = [...flat(100, 2), [101, 106, 101, 102]];
    const simulation = run({ candles, say: { 0: 'short' }, strategy: stop });
    expect(trade(simulation, 0, 'exitPrice', 'netPnl')).toEqual([105, -5]);
    const gap: Candle[] = [...flat(100, 2), [108, 109, 101, 102]];
    expect(trade(run({ candles: gap, say: { 0: 'short' }, strategy: stop }), 0, 'exitPrice')).toEqual([108]);
  });

  it('fills a target at its own price and at the maker fee, and no better when the bar gaps beyond it', () => {
    const costs = { takerFee: 0.001, makerFee: 0.0002, slippage: { model: 'bps', bps: 10 } } as const;
    const candles: Candle[] = [...flat(100, 2), [100, 112, 100, 111]];
    const simulation = run({ candles, say: { 0: 'long' }, strategy: { takeProfit: { price: 105 } }, costs });
    expect(trade(simulation, 0, 'exitPrice')).toEqual([105]);
    expect(simulation.book.trades.get(0, 'fees')).toBeCloseTo(0.001 * 100.1 + 0.0002 * 105, 12);
    const gap: Candle[] = [...flat(100, 2), [109, 112, 108, 111]];
    const gapped = run({ candles: gap, say: { 0: 'long' }, strategy: { takeProfit: { price: 105 } }, costs });
    expect(trade(gapped, 0, 'exitPrice')).toEqual([105]);
  });

  it('assumes the stop came first when the bar reached both, and says how often', () => {
    const candles: Candle[] = [...flat(100, 2), [100, 106, 94, 100]];
    const simulation = run({ candles, say: { 0: 'long' }, strategy: both });
    expect(reason(simulation)).toBe('stop');
    expect([simulation.tally.bothHit, simulation.book.trades.get(0, 'bothHit')]).toEqual([1, 1]);
  });

  it('asks the finer timeframe which came first', () => {
    const candles: Candle[] = [...flat(100, 2), [100, 106, 94, 100]];
    const quarters = (second: Candle, third: Candle): Candle[] => [
      ...flat(100, 9),
      second,
      third,
      [100, 100, 100, 100],
    ];
    const up = handTape({ candles: quarters([100, 106, 100, 101], [101, 101, 94, 100]), say: {} }, '15m');
    const down = handTape({ candles: quarters([100, 101, 94, 95], [95, 106, 95, 100]), say: {} }, '15m');
    const target = run({ candles, say: { 0: 'long' }, strategy: both, options: { finer: () => up } });
    expect([reason(target), ...trade(target, 0, 'exitPrice', 'exitTime')]).toEqual([
      'target',
      105,
      START + 2 * HOUR + HOUR / 4,
    ]);
    expect([target.tally.bothHit, target.tally.drilledBars]).toEqual([0, 1]);
    const stopped = run({ candles, say: { 0: 'long' }, strategy: both, options: { finer: () => down } });
    expect([reason(stopped), ...trade(stopped, 0, 'exitPrice')]).toEqual(['stop', 95]);
  });

  it('trails the best price: from the open at once, from the high only when the close proves it', () => {
    const strategy = { trailingStop: { percent: 10 } };
    // High 120 moves the stop to 108. Bar 2 closes at 110, above it: still in. Bar 3 falls to 107: out at 108.
    const candles: Candle[] = [
      ...flat(100, 2),
      [100, 120, 100, 110],
      [110, 111, 107, 109],
      [109, 109, 109, 109],
    ];
    const simulation = run({ candles, say: { 0: 'long' }, strategy });
    expect([reason(simulation), ...trade(simulation, 0, 'exitRow', 'exitPrice')]).toEqual([
      'trailing',
      3,
      108,
    ]);
    // The bar that makes the high of 120 closes at 105: on its way down from 120 it crossed 108.
    const fell: Candle[] = [...flat(100, 2), [100, 120, 100, 105], [105, 105, 105, 105]];
    expect(trade(run({ candles: fell, say: { 0: 'long' }, strategy }), 0, 'exitRow', 'exitPrice')).toEqual([
      2, 108,
    ]);
  });

  it('measures a stop in ATRs of the signal bar', () => {
    // Every true range is 2, so is the ATR; two of them below the entry at 100 is 96.
    const candles: Candle[] = [...Array<Candle>(20).fill([100, 101, 99, 100]), [100, 100, 95, 97]];
    const simulation = run({ candles, say: { 18: 'long' }, strategy: { stopLoss: { atr: 2 } } });
    expect(trade(simulation, 0, 'entryRow', 'exitRow', 'exitPrice')).toEqual([19, 20, 96]);
  });

  it('does not open a position whose stop has no value', () => {
    const simulation = run({ candles: flat(100, 5), say: { 1: 'long' }, strategy: { stopLoss: { atr: 2 } } });
    expect([simulation.book.trades.length, simulation.tally.refusedOrders]).toEqual([0, 1]);
    expect(simulation.brokers[0].position.side).toBe(0);
  });
});

describe('holding and cooling down', () => {
  it('leaves after the maximum holding, the entry bar counted', () => {
    const simulation = run({ candles: flat(100, 8), say: { 0: 'long' }, strategy: { maxHolding: 3 } });
    // Bars 1, 2, 3 are held; decided at the close of 3, filled at the open of 4.
    expect([reason(simulation), ...trade(simulation, 0, 'entryRow', 'exitRow', 'barsHeld')]).toEqual([
      'maxHolding',
      1,
      4,
      3,
    ]);
  });

  it('decides no entry while it cools down', () => {
    const say = { 0: 'long', 2: 'leave', 3: 'long', 4: 'long', 5: 'long' } as const;
    const simulation = run({ candles: flat(100, 9), say, strategy: { cooldown: 2 } });
    simulation.closeAtEnd();
    // Left at the open of 3; closes of 3 and 4 are within two bars of it, the close of 5 is not.
    expect(trade(simulation, 1, 'signalRow', 'entryRow')).toEqual([5, 6]);
    expect(simulation.book.signals.length).toBe(1);
    expect(simulation.book.signals.get(0)).toMatchObject({ row: 3, side: 1, reason: 'cooldown' });
  });
});

describe('funding', () => {
  const eight = { fundingIntervalHours: 8, fundingRate: 0.001 };
  const settled = (hour: number): object => ({ ...eight, fundingTime: START + hour * HOUR });

  it('is paid by a long and received by a short, at the price of the settlement', () => {
    const candles = path(100, 100, 120, 120, 120);
    // Settled at hour 3: the bar that closes then (row 2) shows it. One unit at 120 x 0.1 %.
    const fields = { 2: settled(3), 3: settled(3), 4: settled(3) };
    const long = run({ candles, say: { 0: 'long' }, fields, costs: { funding: true } });
    expect(long.brokers[0].position.funding).toBeCloseTo(-0.12, 12);
    expect(long.equity[4]).toBeCloseTo(1_019.88, 10);
    const short = run({ candles, say: { 0: 'short' }, fields, costs: { funding: true } });
    expect(short.brokers[0].position.funding).toBeCloseTo(0.12, 12);
    expect(long.tally.settlements).toBe(1);
  });

  it('is not paid by who enters at the very moment, but by who leaves at it', () => {
    const fields = { 2: settled(3), 3: settled(3), 4: settled(3), 5: settled(3) };
    const enters = run({ candles: flat(100, 6), say: { 2: 'long' }, fields, costs: { funding: true } });
    expect(enters.tally.settlements).toBe(0);
    const leaves = run({
      candles: flat(100, 6),
      say: { 0: 'long', 2: 'leave' },
      fields,
      costs: { funding: true },
    });
    expect(trade(leaves, 0, 'exitRow', 'funding')).toEqual([3, -0.1]);
  });

  it('follows the settlements, whatever their interval', () => {
    const at = (hour: number, hours: number): object => ({
      fundingRate: 0.001,
      fundingIntervalHours: hours,
      fundingTime: START + hour * HOUR + 4, // stamps jitter by milliseconds
    });
    const fields = { 1: at(2, 8), 2: at(2, 8), 3: at(4, 2), 4: at(5, 1), 5: at(6, 1) };
    const simulation = run({ candles: flat(100, 7), say: { 0: 'long' }, fields, costs: { funding: true } });
    expect(simulation.tally.settlements).toBe(4);
    expect(simulation.brokers[0].position.funding).toBeCloseTo(-0.4, 12);
    expect(simulation.tally.estimatedSettlements).toBe(0);
  });

  it('estimates what a bar longer than the interval hides, and counts it', () => {
    const fields = { 2: { fundingRate: 0.001, fundingIntervalHours: 0.5, fundingTime: START + 3 * HOUR } };
    const simulation = run({ candles: flat(100, 4), say: { 0: 'long' }, fields, costs: { funding: true } });
    // Held since hour 1: settlements at 1:30, 2:00, 2:30 and 3:00, of which only the last was seen.
    expect([simulation.tally.settlements, simulation.tally.estimatedSettlements]).toEqual([4, 3]);
    expect(simulation.brokers[0].position.funding).toBeCloseTo(-0.4, 12);
  });
});

describe('leverage and liquidation', () => {
  const strategy = { leverage: 10, sizing: { equityPercent: 50 } };
  const costs = { maintenanceMargin: 0.005, liquidationFee: 0.002 };

  it('liquidates a long where the margin left is the maintenance margin', () => {
    // Margin 500, 5,000 USDT at 100: 50 units. 500 + (p - 100) x 50 = 0.005 x p x 50, p = 90 / 0.995 = 90.452261.
    const candles: Candle[] = [...flat(100, 2), [100, 100, 90, 91], [91, 91, 91, 91]];
    const simulation = run({ candles, say: { 0: 'long' }, strategy, costs });
    const price = 90 / 0.995;
    expect(reason(simulation)).toBe('liquidation');
    expect(simulation.book.trades.get(0, 'exitPrice')).toBeCloseTo(price, 12);
    const fee = 0.002 * price * 50;
    expect(simulation.book.trades.get(0, 'netPnl')).toBeCloseTo((price - 100) * 50 - fee, 10);
    expect(simulation.account.cash).toBeCloseTo(1_000 + (price - 100) * 50 - fee, 10);
  });

  it('never loses more than the margin, however far the bar gaps', () => {
    const candles: Candle[] = [...flat(100, 2), [60, 61, 59, 60]];
    const simulation = run({ candles, say: { 0: 'long' }, strategy, costs });
    expect(trade(simulation, 0, 'exitPrice', 'netPnl')).toEqual([90, -500]);
    expect(simulation.account.cash).toBe(500);
  });

  it('liquidates a short above, even without leverage', () => {
    // Margin 100 for one unit at 100: 100 + 100 - p = 0.005 p, p = 200 / 1.005.
    const candles: Candle[] = [...flat(100, 2), [150, 210, 150, 200]];
    const simulation = run({ candles, say: { 0: 'short' }, costs });
    expect(reason(simulation)).toBe('liquidation');
    expect(simulation.book.trades.get(0, 'exitPrice')).toBeCloseTo(200 / 1.005, 10);
  });

  it('is stopped before it is liquidated when the stop is nearer', () => {
    const candles: Candle[] = [...flat(100, 2), [100, 100, 80, 85]];
    const simulation = run({
      candles,
      say: { 0: 'long' },
      strategy: { ...strategy, stopLoss: { percent: 3 } },
      costs,
    });
    expect([reason(simulation), ...trade(simulation, 0, 'exitPrice')]).toEqual(['stop', 97]);
  });
});

describe('sizing', () => {
  const candles = path(100, 100, 110, 110);
  const sizeOf = (strategy: Script['strategy'], script: Partial<Script> = {}): number =>
    run({ candles, say: { 0: 'long' }, strategy, ...script }).brokers[0].position.size;

  it('buys a fixed notional, a share of the equity, a multiple of it', () => {
    expect(sizeOf({ sizing: { notional: 250 } })).toBe(2.5);
    expect(sizeOf({ sizing: { equityPercent: 30 } })).toBe(3);
    expect(sizeOf({ sizing: { equityPercent: 30 }, leverage: 5 })).toBe(15);
    expect(sizeOf({ sizing: { notional: '50 * 3' } })).toBe(1.5);
  });
  it('rounds down to whole lots', () => {
    expect(sizeOf({ sizing: { notional: 270, lot: 1 } })).toBe(2);
    expect(sizeOf({ sizing: { notional: 70, lot: 1 } })).toBe(0);
  });
  it('leaves room for its own costs when it puts everything up', () => {
    // N + N x 0.1 % = 1,000.
    const size = sizeOf({ sizing: { equityPercent: 100 } }, { costs: { takerFee: 0.001 } });
    expect(size).toBeCloseTo(1_000 / 1.001 / 100, 12);
  });
  it('cuts what the equity cannot carry, and says so', () => {
    const simulation = run({
      candles,
      say: { 0: 'long' },
      strategy: { sizing: { notional: 5_000 }, leverage: 2 },
    });
    expect([simulation.brokers[0].position.size, simulation.tally.reducedOrders]).toEqual([20, 1]);
  });
  it('divides by the risk multiplier of the volatility regime', () => {
    // 30 hours of standing still: STABLE, whose multiplier is 0.7.
    const still = flat(100, 40);
    const simulation = run({
      candles: still,
      say: { 30: 'long' },
      strategy: { sizing: { notional: 70, volatilityScaled: true } },
    });
    expect(simulation.brokers[0].position.size).toBeCloseTo(1, 12);
  });
});

describe('pyramiding', () => {
  it('adds up to the limit, averages the price, leaves all at once', () => {
    const simulation = run({
      candles: path(100, 100, 125, 125, 200, 200),
      say: { 0: 'long', 1: 'long', 2: 'long', 4: 'leave' },
      strategy: { pyramiding: 2 },
    });
    // 1 unit at 100 (bar 1), 1 unit at 100 (bar 2's open), the third signal is one too many. Left at bar 5's open, 200.
    expect(trade(simulation, 0, 'entries', 'size', 'entryPrice', 'exitPrice', 'netPnl')).toEqual([
      2, 2, 100, 200, 200,
    ]);
  });
});

describe('excursions', () => {
  it('keeps the worst and the best of the position, in USDT', () => {
    const candles: Candle[] = [...flat(100, 2), [100, 108, 93, 104], [104, 104, 104, 104]];
    const simulation = run({ candles, say: { 0: 'long', 2: 'leave' } });
    expect(trade(simulation, 0, 'mae', 'mfe')).toEqual([-7, 8]);
  });
});

describe('the end of the recording', () => {
  it('leaves a position open and marked, or closes it at the last price', () => {
    const script: Script = {
      candles: path(100, 100, 110, 120),
      say: { 0: 'long' },
      costs: { takerFee: 0.001 },
    };
    const open = run(script);
    expect([open.book.trades.length, open.equity[3]]).toEqual([0, 1_000 - 0.1 + 20]);
    open.closeAtEnd();
    expect([reason(open), ...trade(open, 0, 'exitRow', 'exitPrice', 'barsHeld')]).toEqual([
      'endOfData',
      3,
      120,
      3,
    ]);
    expect(open.equity[3]).toBeCloseTo(1_000 + 20 - 0.1 - 0.12, 12);
  });
});
