import { describe, expect, it } from '@jest/globals';
import { BAR_FIELDS, MINUTE, type BarInput } from '@hindcast/engine';
import { SliceBuffer } from './slice-buffer.ts';

const FROM = Date.UTC(2025, 0, 1);
const range = { from: FROM, to: FROM + 3 * MINUTE, ms: MINUTE };

describe('the buffer of the last slices', () => {
  it('gives back what it was given, slice by slice, with holes where there was nothing', () => {
    const buffer = new SliceBuffer(2, range);
    const full = Object.fromEntries(BAR_FIELDS.map((field, k) => [field, k + 0.25])) as Omit<
      BarInput,
      'openTime'
    >;
    expect(buffer.put(1, { openTime: FROM + MINUTE, ...full })).toBe(true);
    expect(buffer.put(0, { openTime: FROM, close: 7 })).toBe(true);
    const slices = [...buffer.slices()];
    expect(slices.map(({ openTime }) => openTime)).toEqual([FROM, FROM + MINUTE, FROM + 2 * MINUTE]);
    expect(slices[0].bars[0]).toMatchObject({ openTime: FROM, close: 7, open: NaN, fundingRate: NaN });
    expect(slices[1].bars).toEqual([undefined, { openTime: FROM + MINUTE, ...full }]);
    expect(slices[2].bars).toEqual([undefined, undefined]);
  });

  it('leaves what opens before it to others, and may be empty', () => {
    expect(new SliceBuffer(2, range).put(0, { openTime: FROM - MINUTE, close: 7 })).toBe(false);
    expect([...new SliceBuffer(2, { ...range, to: FROM }).slices()]).toEqual([]);
  });
});
