import { describe, expect, it } from '@jest/globals';
import { choosePair, commonTimeframes } from './choose-legs.ts';

const legs = [
  { venue: 'binanceusdm', symbol: 'SOL/USDT:USDT', timeframes: ['5m', '1h'] },
  { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframes: ['5m', '1h'] },
  { venue: 'bybit', symbol: 'BTC/USDT:USDT', timeframes: ['1h'] },
  { venue: 'binanceusdm', symbol: 'ETH/USDT:USDT', timeframes: ['5m', '1h'] },
];
const nothing = { y: '', x: '', yVenue: '', xVenue: '' };

describe('the two legs', () => {
  it('begin with ether against bitcoin, or with the first two there are', () => {
    expect(choosePair(legs, nothing)).toMatchObject({ y: 'ETH/USDT:USDT', x: 'BTC/USDT:USDT' });
    const table = ['AAA', 'BBB'].map((symbol) => ({ venue: null, symbol, timeframes: ['1h'] }));
    expect(choosePair(table, nothing)).toMatchObject({ y: 'AAA', x: 'BBB' });
    expect(choosePair(table.slice(0, 1), nothing)).toMatchObject({ y: 'AAA', x: '' });
  });

  it('stay as they were chosen, never twice the same, and leave an unknown name to the server', () => {
    expect(choosePair(legs, { ...nothing, x: 'ETH/USDT:USDT' })).toMatchObject({ y: 'BTC/USDT:USDT' });
    expect(choosePair(legs, { ...nothing, y: 'SOL/USDT:USDT', x: 'DOGE' })).toMatchObject({ x: 'DOGE' });
    expect(choosePair(legs, { ...nothing, yVenue: 'okx', xVenue: 'bybit' })).toMatchObject({
      yVenue: '',
      xVenue: 'bybit',
    });
  });

  it('offer the timeframes that both have', () => {
    const pair = { ...nothing, y: 'ETH/USDT:USDT', x: 'BTC/USDT:USDT' };
    expect(commonTimeframes(legs, pair)).toEqual(['5m', '1h']);
    expect(commonTimeframes(legs, { ...pair, xVenue: 'bybit' })).toEqual(['1h']);
  });
});
