import { describe, expect, it } from '@jest/globals';
import type { BarInput } from '../tape/fields.ts';
import { handSimulation, type Candle } from './by-hand.ts';
import type { Slippage } from './costs.ts';

/** Bought at row 2's open of 100 and sold at row 4's open of 100; the bar before each fill decides the spread. */
const CANDLES: Candle[] = [
  [100, 100, 100, 100],
  [100, 102, 98, 100],
  [100, 100, 100, 100],
  [100, 100, 100, 100],
  [100, 100, 100, 100],
];

function fills(slippage: Slippage, fields: Readonly<Record<number, Partial<BarInput>>> = {}): number[] {
  const simulation = handSimulation({
    candles: CANDLES,
    say: { 1: 'long', 3: 'leave' },
    costs: { slippage },
    fields,
  });
  const { trades } = simulation.book;
  return [trades.get(0, 'entryPrice'), trades.get(0, 'exitPrice')];
}

describe('slippage, worked by hand', () => {
  it('bps: the same for every market order', () => {
    // 25 basis points of 100 are 0.25, against the trade on both sides.
    expect(fills({ model: 'bps', bps: 25 })).toEqual([100.25, 99.75]);
  });

  it('spread: half of it, which widens with the range of the bar that closed last', () => {
    // Before the entry: (102 - 98) / 100 = 4 %, a tenth of that is 0.4 %, half of that 0.2 %: 100.2.
    // Before the exit: no range, so the least spread of 20 basis points counts; half of it is 0.1 %: 99.9.
    const [entry, exit] = fills({ model: 'spread', bps: 20, rangeShare: 0.1 });
    expect(entry).toBeCloseTo(100.2, 12);
    expect(exit).toBeCloseTo(99.9, 12);
  });

  it('volume share: grows with the square of the share of the bar that the order takes', () => {
    // 100 USDT at 100 is 1 unit. Of 10 units it is a tenth: 10 bps + 0.5 x 0.1² = 0.1 % + 0.5 % = 0.6 %: 100.6.
    // Of 4 units it is a quarter: 0.1 % + 0.5 x 0.0625 = 3.225 %: 96.775.
    const [entry, exit] = fills(
      { model: 'volumeShare', bps: 10, impact: 0.5 },
      { 2: { volume: 10 }, 4: { volume: 4 } },
    );
    expect(entry).toBeCloseTo(100.6, 12);
    expect(exit).toBeCloseTo(96.775, 12);
  });

  it('volume share: an order as large as the bar, or a bar whose volume nobody knows, counts as all of it', () => {
    // 2 % on either side: half a unit of volume, and none.
    const [entry, exit] = fills({ model: 'volumeShare', bps: 0, impact: 0.02 }, { 2: { volume: 0.5 } });
    expect(entry).toBeCloseTo(102, 12);
    expect(exit).toBeCloseTo(98, 12);
  });

  it('is paid by stops, and not by targets, which rest in the book', () => {
    const falls: Candle[] = [
      [100, 100, 100, 100],
      [100, 100, 90, 90],
    ];
    const rises: Candle[] = [
      [100, 100, 100, 100],
      [100, 110, 100, 110],
    ];
    const leave = (candles: Candle[], strategy: object): number =>
      handSimulation({
        candles,
        say: { 0: 'long' },
        strategy,
        costs: { slippage: { model: 'bps', bps: 10 } },
      }).book.trades.get(0, 'exitPrice');
    // Entered at 100.1. Stop 5 % below at 95.095, filled 10 bps worse; target 5 % above at 105.105, filled there.
    expect(leave(falls, { stopLoss: { percent: 5 } })).toBeCloseTo(95.095 * 0.999, 12);
    expect(leave(rises, { takeProfit: { percent: 5 } })).toBeCloseTo(105.105, 12);
  });
});
