import { describe, expect, it } from '@jest/globals';
import { HOUR } from '../time.ts';
import { handSimulation, START, type Candle, type Script } from './by-hand.ts';
import { regretOfTrade } from './report/regret.ts';
import type { TradeField } from './trade-store.ts';

/** Bars of which only the open matters here. */
const opens = (...prices: number[]): Candle[] => prices.map((price) => [price, price, price, price]);

function trade(script: Script, ...fields: TradeField[]): number[] {
  const { trades } = handSimulation(script).book;
  return fields.map((field) => trades.get(0, field));
}

describe('exit regret', () => {
  it('is what leaving at the best open within the trade would have made more', () => {
    // One unit bought at 100 (bar 1); opens 104, 112, 107; sold at 107. At 112 it would have made 5 more.
    const script: Script = { candles: opens(100, 100, 104, 112, 107), say: { 0: 'long', 3: 'leave' } };
    expect(trade(script, 'netPnl', 'exitRegret')).toEqual([7, 5]);
  });
  it('is nothing when the trade left at its best', () => {
    const script: Script = { candles: opens(100, 100, 104, 112, 120), say: { 0: 'long', 3: 'leave' } };
    expect(trade(script, 'exitRegret')).toEqual([0]);
  });
  it('counts the costs of leaving there, and the funding that would not have been paid yet', () => {
    // Short of one unit at 100. Opens 90, 95, 95. A settlement at hour 3 (bar 2's close) takes 0.1 % of 95 from a negative rate.
    const script: Script = {
      candles: [
        [100, 100, 100, 100],
        [100, 100, 90, 90],
        [90, 95, 90, 95],
        [95, 95, 95, 95],
        [95, 95, 95, 95],
      ],
      say: { 0: 'short', 3: 'leave' },
      fields: { 2: { fundingRate: -0.001, fundingIntervalHours: 8, fundingTime: START + 3 * HOUR } },
      costs: { funding: true, takerFee: 0.001 },
    };
    // Realised: 100 − 95 − 0.1 − 0.095 − 0.095. At bar 2's open, 90: 100 − 90 − 0.1 − 0.09, before the settlement.
    const [net, regret] = trade(script, 'netPnl', 'exitRegret');
    expect(net).toBeCloseTo(5 - 0.1 - 0.095 - 0.095, 12);
    expect(regret).toBeCloseTo(10 - 0.1 - 0.09 - net, 12);
  });
});

describe('entry regret', () => {
  it('is what the best entry within k bars of the signal would have made more', () => {
    // Signal at bar 0; bought at 100 (bar 1). Bar 3 opens at 96, within six bars. Sold at 110.
    const script: Script = { candles: opens(100, 100, 98, 96, 105, 110), say: { 0: 'long', 4: 'leave' } };
    const [net, regret] = trade(script, 'netPnl', 'entryRegret');
    expect([net, regret]).toEqual([10, 4]);
  });
  it('looks no further than k bars, nor beyond the exit', () => {
    const script: Script = { candles: opens(100, 100, 98, 96, 105, 110), say: { 0: 'long', 4: 'leave' } };
    const options = { regret: { entryBars: 2, horizonBars: 48 } };
    expect(trade({ ...script, options }, 'entryRegret')).toEqual([2]);
    // Left at bar 2's open: bar 3 is out of reach.
    expect(trade({ ...script, say: { 0: 'long', 1: 'leave' } }, 'entryRegret')).toEqual([0]);
  });
});

describe('the regret of one trade', () => {
  it('adds up from hindsight to what was realised', () => {
    // Bought at 100, best entry 96 (bar 3), best exit after it 112 (bar 5), sold at 110 (bar 6). One unit, 0.1 % a side, 10 bps.
    const script: Script = {
      candles: opens(100, 100, 98, 96, 105, 112, 110),
      say: { 0: 'long', 5: 'leave' },
      costs: { takerFee: 0.001, slippage: { model: 'bps', bps: 10 } },
    };
    const parts = regretOfTrade(handSimulation(script).book.trades, 0);
    expect(parts.oracle).toBeCloseTo(16, 12);
    expect(parts.entryTiming).toBeCloseTo(-4, 12);
    expect(parts.exitTiming).toBeCloseTo(-2, 12);
    // Slippage 0.1 and 0.11; fees 0.1 % of 100.1 and of 109.89.
    expect(parts.costs).toBeCloseTo(-(0.21 + 0.1001 + 0.10989), 12);
    expect(parts.realised).toBeCloseTo(16 - 4 - 2 + parts.costs, 12);
  });
});
