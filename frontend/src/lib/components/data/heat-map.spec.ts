import { describe, expect, it } from '@jest/globals';
import type { CoverageDto } from '$lib/api/paths.ts';
import { AXIS_HEIGHT, cellAt, layoutOf, spanOf, sumsOf } from './heat-map.ts';

const lane = {
  ...{ venue: 'v', symbol: 'BTC/USDT:USDT', timeframe: '5m' },
  share: [null, 1, 0.5, 1],
  suspect: [0, 0, 0.2, 0],
  bad: [0, 0, 0, 0.1],
};
const map: CoverageDto = { from: 1000, bucket: 10, lanes: [lane, lane] };

describe('the heat map', () => {
  it('puts several buckets into a cell where there is no room', () => {
    expect(layoutOf(map, 576)).toMatchObject({ names: 176, group: 1, cells: 4, cellWidth: 100 });
    expect(layoutOf(map, 110)).toMatchObject({ names: 104, group: 2, cells: 2, cellWidth: 3 });
  });

  it('knows which cell is where, and when it was', () => {
    const layout = layoutOf(map, 576);
    expect(cellAt(layout, 2, 176 + 250, AXIS_HEIGHT + 25)).toEqual({ row: 1, cell: 2 });
    expect(cellAt(layout, 2, 100, AXIS_HEIGHT + 1)).toBeUndefined();
    expect(cellAt(layout, 2, 176 + 1, AXIS_HEIGHT + 45)).toBeUndefined();
    expect(spanOf(map, layout, 2)).toEqual({ from: 1020, to: 1030 });
  });

  it('takes means over what lives, and leaves out what does not', () => {
    expect(sumsOf(lane, 1, 0)).toEqual({ share: null, suspect: 0, bad: 0 });
    expect(sumsOf(lane, 2, 0)).toEqual({ share: 1, suspect: 0, bad: 0 });
    expect(sumsOf(lane, 2, 1)).toEqual({ share: 0.75, suspect: 0.1, bad: 0.05 });
  });
});
