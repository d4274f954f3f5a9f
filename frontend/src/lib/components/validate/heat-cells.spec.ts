import { describe, expect, it } from '@jest/globals';
import type { Trial } from '$lib/state/validate/wire.ts';
import { heatMap, labelsOf, leaningOf } from './heat-cells.ts';

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

  it('gathers many values drawn from anywhere into bins of one width', () => {
    // 0, √1/10, √2/10 … 0.9949…: no step.
    const map = heatMap(
      Array.from({ length: 100 }, (_, k) => trial([Math.sqrt(k) / 10, k % 2], k)),
      0,
      1,
    );
    expect(map.columns).toHaveLength(8);
    expect(map.columns[0]).toBe('0–0.1244');
    expect(map.rows).toEqual(['0', '1']);
  });

  // 29.1:31.3:0.1 came as 29.1–29.38, 29.38–29.65 …: no value is 29.38, and the last of eight bins held two values instead of three.
  it('gathers steps of a tenth in whole steps', () => {
    const steps = Array.from({ length: 23 }, (_, k) => Number((29.1 + k * 0.1).toPrecision(12)));
    const map = heatMap(
      steps.map((value, k) => trial([value], k)),
      0,
      null,
    );
    expect(map.columns).toEqual([
      ...['29.1–29.3', '29.4–29.6', '29.7–29.9', '30–30.2', '30.3–30.5', '30.6–30.8', '30.9–31.1'],
      '31.2–31.3',
    ]);
    expect(map.cells).toEqual([[1, 4, 7, 10, 13, 16, 19, 21.5]]);
  });

  it('knows the steps of a search at random, which leaves some out, and of sums that have lost digits', () => {
    // 0.1 added up sixteen times is 1.6000000000000003, and 0.30000000000000004 on the way; 0.5 is left out.
    const steps = Array.from({ length: 16 }, (_, k) => k + 1).filter((k) => k !== 5);
    const sums = steps.map((k) => Array.from({ length: k }).reduce<number>((sum) => sum + 0.1, 0));
    const map = heatMap(
      sums.map((value, k) => trial([value], steps[k])),
      0,
      null,
    );
    expect(map.columns).toEqual([
      ...['0.1–0.2', '0.3–0.4', '0.5–0.6', '0.7–0.8', '0.9–1', '1.1–1.2', '1.3–1.4', '1.5–1.6'],
    ]);
    expect(map.cells).toEqual([[1.5, 3.5, 6, 7.5, 9.5, 11.5, 13.5, 15.5]]);
  });

  // The middle of the range was the middle of the colours: the smallest of losses came out green.
  it('leans by the side of the neutral value, not of the middle of what is shown', () => {
    const losses = { low: -2000, high: -500 };
    expect(leaningOf(-500, losses, 0)).toBe(-0.25);
    expect(leaningOf(-2000, losses, 0)).toBe(-1);
    expect(leaningOf(0.9, { low: 0.8, high: 1.4 }, 1)).toBeCloseTo(-0.25, 12);
    expect(leaningOf(0.6, { low: 0.55, high: 0.6 }, 0.5)).toBeCloseTo(1, 12);
    expect(leaningOf(0, { low: 0, high: 0 }, 0)).toBe(0);
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
    // Four digits tell these apart, as 12350 and 22350, and 0.12345 as 0.1235: values that nobody asked for.
    [
      [12_345, 22_345],
      ['12345', '22345'],
    ],
    [
      [0.123_45, 0.2],
      ['0.12345', '0.2'],
    ],
    [
      [1 / 3, 2 / 3],
      ['0.3333', '0.6667'],
    ],
    [[-2, 0.30000000000000004, 0.3].sort((a, b) => a - b), ['\u22122', '0.3', '0.30000000000000004']],
  ])('names %p by the digits they were written with, or as few as tell them apart', (values, labels) => {
    expect(labelsOf(values)).toEqual(labels);
  });
});
