import { describe, expect, it } from '@jest/globals';
import { eachPlace, type Sheet } from './sheet.ts';

type Place = [x: number, wide: number, first: number, end: number];

function places(part: Partial<Sheet>): Place[] {
  const found: Place[] = [];
  eachPlace({ from: 0, to: 1_000, left: 0, step: 1, ...part } as Sheet, (...place) => found.push(place));
  return found;
}

describe('places of bars', () => {
  it('gives every bar its own place where there is room', () => {
    const found = places({ from: 3, to: 7, left: 10, step: 8 });
    expect(found.map(([, , first, end]) => [first, end])).toEqual([
      [3, 4],
      [4, 5],
      [5, 6],
      [6, 7],
    ]);
    expect(found.every(([, wide]) => wide === 8)).toBe(true);
  });

  it.each([0.03, 0.1, 0.4, 0.77, 1, 1.49, 2.3])(
    'shows every row once and leaves no gap at a step of %d',
    (step) => {
      const found = places({ from: 137, to: 4_211, left: -57.3, step });
      expect(found[0][2]).toBe(137);
      expect(found.at(-1)![3]).toBe(4_211);
      found.slice(1).forEach(([x, , first], k) => {
        expect(first).toBe(found[k][3]);
        expect(x - found[k][1]).toBeCloseTo(found[k][0], 9);
      });
      expect(found.every(([, wide]) => wide >= 1)).toBe(true);
    },
  );

  it('groups the same rows wherever the view stands: nothing flickers as the chart moves', () => {
    const groups = (left: number, from: number): string[] =>
      places({ from, to: 900, left, step: 0.37 })
        .slice(1)
        .map(([, , first, end]) => `${first}-${end}`);
    const here = groups(0, 100);
    for (const shift of [1, 2, 3, 4, 5]) {
      const there = groups(-0.37 * shift, 100 + shift);
      expect(here).toEqual(expect.arrayContaining(there));
    }
  });
});
