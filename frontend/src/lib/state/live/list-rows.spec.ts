import { describe, expect, it } from '@jest/globals';
import { rowsOf, sorted, type ListRow } from './list-rows.ts';

const lanes = [
  { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT' },
  { venue: 'bybit', symbol: 'ETH/USDT:USDT' },
];

describe('the live list', () => {
  it('reads columns one after the other, wherever its bytes begin', () => {
    const values = new Uint8Array(3 + 32);
    values.set(new Uint8Array(Float64Array.of(100, 200, 55, NaN).buffer), 3);
    const data = values.subarray(3);
    const list = { timeframe: '5m', row: 7, time: 0, columns: ['close', 'rsi'], data };
    expect(rowsOf({ lanes }, list)).toEqual([
      { ...lanes[0], values: { close: 100, rsi: 55 } },
      { ...lanes[1], values: { close: 200, rsi: NaN } },
    ]);
    expect(rowsOf({ lanes }, { ...list, row: -1 })).toEqual([]);
    expect(rowsOf({ lanes: [lanes[0]] }, list)).toEqual([]);
  });

  it('sorts what is missing last, both ways', () => {
    const row = (symbol: string, rsi: number): ListRow => ({
      venue: 'v',
      symbol,
      values: { rsi } as ListRow['values'],
    });
    const rows = [row('A', NaN), row('B', 30), row('C', 70)];
    const symbols = (down: boolean): string[] =>
      sorted(rows, { key: 'rsi', down }).map(({ symbol }) => symbol);
    expect(symbols(true)).toEqual(['C', 'B', 'A']);
    expect(symbols(false)).toEqual(['B', 'C', 'A']);
  });
});
