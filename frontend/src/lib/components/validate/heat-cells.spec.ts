import { describe, expect, it } from '@jest/globals';
import type { Trial } from '$lib/state/validate/wire.ts';
import { heatMap } from './heat-cells.ts';

const trial = (values: number[], score: number | null): Trial => ({
  index: 0,
  values,
  score,
  numbers: {} as Trial['numbers'],
});

describe('the heat map of a sweep', () => {
  it('averages out what it does not show, and leaves out what does not count', () => {
    const map = heatMap(
      [trial([1, 10, 5], 2), trial([1, 10, 6], 4), trial([2, 10, 5], null), trial([2, 20, 5], 1)],
      0,
      1,
    );
    expect(map).toEqual({
      columns: ['1', '2'],
      rows: ['10', '20'],
      cells: [
        [3, null],
        [null, 1],
      ],
      low: 1,
      high: 3,
    });
  });

  it('gathers many values into bins', () => {
    const map = heatMap(
      Array.from({ length: 100 }, (_, k) => trial([k / 100, k % 2], k)),
      0,
      1,
    );
    expect(map.columns).toHaveLength(8);
    expect(map.rows).toEqual(['0', '1']);
  });
});
