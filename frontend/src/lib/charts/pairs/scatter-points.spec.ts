import { describe, expect, it } from '@jest/globals';
import type { RowSource } from '../marks/source.ts';
import { lineInBox, scatterPoints } from './scatter-points.ts';

const source = (x: number[], y: number[]): RowSource => ({
  from: 0,
  to: x.length,
  value: (column, row) => (column === 'x' ? x : y)[row],
  view: () => undefined,
});

describe('the points of a scatter', () => {
  it('end at the cursor and leave out what has no price', () => {
    const rows = source([1, 2, NaN, 4, 5], [10, 0, 30, 40, 50]);
    expect(scatterPoints(rows, 3, 'close').map(({ row }) => row)).toEqual([0, 3]);
  });

  it('are logarithms where the hedge is in logs', () => {
    const [point] = scatterPoints(source([Math.E], [1]), 0, 'log');
    expect(point).toEqual({ x: 1, y: 0, row: 0 });
  });

  it('are thinned, the cursor kept', () => {
    const many = Array.from({ length: 10_000 }, (_, k) => k + 1);
    const points = scatterPoints(source(many, many), 9_999, 'close');
    expect(points.length).toBeLessThanOrEqual(1_500);
    expect(points.at(-1)?.row).toBe(9_999);
  });
});

describe('a line in a box', () => {
  it('is cut at the edges that it meets', () => {
    expect(lineInBox(0, 1, [0, 10], [2, 5])).toEqual([
      { x: 2, y: 2 },
      { x: 5, y: 5 },
    ]);
    expect(lineInBox(10, -1, [0, 10], [0, 20])).toEqual([
      { x: 0, y: 10 },
      { x: 10, y: 0 },
    ]);
  });

  it('is nothing where it passes by', () => {
    expect(lineInBox(100, 1, [0, 10], [0, 10])).toBeNull();
    expect(lineInBox(11, 0, [0, 10], [0, 10])).toBeNull();
  });
});
