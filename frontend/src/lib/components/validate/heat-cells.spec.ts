import { describe, expect, it } from '@jest/globals';
import type { Trial } from '$lib/state/validate/wire.ts';
import { heatMap, labelsOf } from './heat-cells.ts';

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
    expect(map.columns[0]).toBe('0–0.1237');
    expect(map.rows).toEqual(['0', '1']);
  });

  it('gathers whole numbers in whole steps, and says from where to where', () => {
    const trials = Array.from({ length: 19 }, (_, k) => trial([k + 2], k));
    const map = heatMap(trials, 0, null);
    expect(map.columns).toEqual(['2–4', '5–7', '8–10', '11–13', '14–16', '17–19', '20']);
    expect(map.cells).toEqual([[1, 4, 7, 10, 13, 16, 18]]);
  });

  it('is one row where a single parameter varies', () => {
    const map = heatMap([trial([1], 2), trial([2], 4)], 0, null);
    expect(map.columns).toEqual(['1', '2']);
    expect(map.cells).toEqual([[2, 4]]);
    expect(heatMap([trial([1, 5], 2), trial([2, 5], 4)], 0, 0).cells).toEqual([[2, 4]]);
  });

  // With four digits both were 2 and 1e+5: two cells of one name, which Svelte refuses to draw.
  it.each([
    [
      [2.0001, 2.00011],
      ['2.0001', '2.00011'],
    ],
    [
      [100_000, 100_001, 100_050],
      ['100000', '100001', '100050'],
    ],
    [
      [0.1, 0.25],
      ['0.1', '0.25'],
    ],
    [
      [1 / 3, 2 / 3],
      ['0.3333', '0.6667'],
    ],
    [[-2, 0.30000000000000004, 0.3].sort((a, b) => a - b), ['\u22122', '0.3', '0.30000000000000004']],
  ])('names %p by as few digits as tell them apart', (values, labels) => {
    expect(labelsOf(values)).toEqual(labels);
  });
});
