import { describe, expect, it } from '@jest/globals';
import { encodeFrame } from '@hindcast/engine/wire';
import { tableOf } from './visible-rows.ts';

describe('the table of visible rows', () => {
  it('has every column of the frame, with the open time as a text and null for what is missing', () => {
    const times = [0, 300_000, 600_000].map((ms) => Date.UTC(2025, 0, 20, 12) + ms);
    const frame = encodeFrame({ venue: 'v', symbol: 's', timeframe: '5m', from: 1, to: 3 }, [
      ['openTime', Float64Array.from(times)],
      ['close', Float64Array.from([1, 2.5, 3])],
      ['oiZ', Float64Array.from([0, NaN, -1.25])],
    ]);
    expect(tableOf(frame)).toEqual({
      columns: ['openTime', 'close', 'oiZ'],
      rows: [
        ['2025-01-20T12:05Z', 2.5, null],
        ['2025-01-20T12:10Z', 3, -1.25],
      ],
    });
  });
});
