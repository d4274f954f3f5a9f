import { describe, expect, it } from '@jest/globals';
import { Board, boardOf } from './board.ts';
import { lanesOf, type ListQuery } from './list-query.ts';

const lanes = [
  { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT' },
  { venue: 'bybit', symbol: 'BTC/USDT:USDT' },
  { venue: 'bybit', symbol: 'ETH/USDT:USDT' },
];
const timeframes = [{ timeframe: '5m', timeframeMs: 300_000, start: 0, rows: 8 }];
const ALL: ListQuery = { search: '', venues: [], minTier: 0, sort: { column: 'symbol', down: false } };
const board = new Board({
  ...{ timeframe: '5m', row: 7, closedAt: 2_400_000, lanes, columns: ['close', 'oiZ', 'tier'] },
  values: Float64Array.of(100, 101, 50, NaN, 3, -1, 0, 2, 1),
});
const found = (query: Partial<ListQuery>): number[] => lanesOf(board, { ...ALL, ...query });

describe('the board', () => {
  it('reads columns one after the other, wherever its bytes begin', () => {
    const bytes = new Uint8Array(3 + 48);
    bytes.set(new Uint8Array(Float64Array.of(1, 2, 3, 55, NaN, 57).buffer), 3);
    const list = {
      timeframe: '5m',
      row: 7,
      time: 2_100_000,
      columns: ['close', 'rsi'],
      data: bytes.subarray(3),
    };
    const read = boardOf({ lanes, timeframes }, list);
    expect([read?.at(0, 'close'), read?.at(2, 'rsi'), read?.at(1, 'rsi'), read?.at(0, 'cvd')]).toEqual([
      1,
      57,
      NaN,
      NaN,
    ]);
    expect(read?.closedAt).toBe(2_400_000);
    expect(boardOf({ lanes, timeframes }, { ...list, row: -1 })).toBeNull();
    expect(boardOf({ lanes: [lanes[0]], timeframes }, list)).toBeNull();
  });
});

describe('the list', () => {
  it('sorts what is missing last, both ways, and equals by name', () => {
    const by = (column: string, down: boolean): number[] => found({ sort: { column, down } });
    expect(by('oiZ', true)).toEqual([1, 2, 0]);
    expect(by('oiZ', false)).toEqual([2, 1, 0]);
    expect(by('price', true)).toEqual([1, 0, 2]);
    expect(by('venue', false)).toEqual([0, 1, 2]);
    expect(by('symbol', true)).toEqual([2, 1, 0]);
  });

  it('finds words and conditions together; a missing value holds none', () => {
    expect(found({ search: 'btc bybit' })).toEqual([1]);
    expect(found({ search: 'oiz>2' })).toEqual([1]);
    expect(found({ search: 'oiZ<100' })).toEqual([1, 2]);
    expect(found({ search: 'price>=100' })).toEqual([0, 1]);
    expect(found({ search: 'nothing>1' })).toEqual([]);
    expect(found({ search: 'doge' })).toEqual([]);
  });

  it('keeps venues and tiers that were chosen', () => {
    expect(found({ venues: ['bybit'] })).toEqual([1, 2]);
    expect(found({ minTier: 1 })).toEqual([1, 2]);
    expect(found({ minTier: 2, venues: ['binanceusdm'] })).toEqual([]);
  });
});
