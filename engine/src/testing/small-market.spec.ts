import { describe, expect, it } from '@jest/globals';
import { BAR_FIELDS } from '../tape/fields.ts';
import { smallMarket } from './small-market.ts';

describe('smallMarket', () => {
  it('gives the same bits for the same seed, others for another', () => {
    const bits = (seed: number): number[] =>
      smallMarket(seed, { rows: 200 }).flatMap((t) => [...t.columns.close]);
    expect(bits(1)).toEqual(bits(1));
    expect(bits(1)).not.toEqual(bits(2));
  });

  it('puts every lane on one grid and fills every field', () => {
    const tapes = smallMarket('all', { rows: 500, holes: 0 });
    expect(tapes).toHaveLength(6);
    for (const tape of tapes) {
      expect([...tape.openTime]).toEqual([...tapes[0].openTime]);
      expect(tape.quality).toEqual({ rejected: {}, holes: 0 });
      for (const field of BAR_FIELDS) {
        if (field !== 'takerLongShort') expect(tape.columns[field].every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('keeps open and close between low and high', () => {
    for (const { columns } of smallMarket('ohlc', { rows: 2_000, holes: 0 })) {
      const { open, high, low, close } = columns;
      for (let i = 0; i < close.length; i++) {
        expect(
          high[i] >= Math.max(open[i], close[i]) && low[i] <= Math.min(open[i], close[i]) && low[i] > 0,
        ).toBe(true);
      }
    }
  });

  it('has holes, idle bars and constant stretches', () => {
    const [tape] = smallMarket('wild', { rows: 3_000 });
    const { close, volume } = tape.columns;
    expect(close.some((x) => x !== x)).toBe(true);
    expect(volume.some((x) => x === 0)).toBe(true);
    expect(close.some((_, i) => i >= 9 && close.subarray(i - 9, i + 1).every((y) => y === close[i]))).toBe(
      true,
    );
  });
});
