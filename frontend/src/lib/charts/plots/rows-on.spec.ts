import { describe, expect, it } from '@jest/globals';
import type { Coordinate } from 'lightweight-charts';
import { rowsOn, type RowScale } from './rows-on.ts';
import { eachPlace, type Sheet } from './sheet.ts';

const WIDTH = 516;
const OFFSET = 10;

/** The library's time scale, in its own arithmetic (`indexToCoordinate` of its time scale), with the cursor at logical index `last`. */
const scaleAt = (last: number, offset: number, barSpacing: number): RowScale => ({
  options: () => ({ barSpacing }),
  logicalToCoordinate: (index) => (WIDTH - (last + offset - index + 0.5) * barSpacing - 1) as Coordinate,
});

function places(from: number, to: number, offset: number, barSpacing: number): string {
  const found: string[] = [];
  const across = rowsOn(scaleAt(to - 1 - from, offset, barSpacing), { from, to }, 1);
  const sheet = { from: to - 150, to, ...across } as Sheet;
  eachPlace(sheet, (x, wide, first) => found.push(`${first}: ${x} + ${wide}`));
  return found.join('\n');
}

describe('where rows stand', () => {
  it.each([WIDTH / 160, 3.25, 3.1, 6.5, 0.9])(
    'is the same pixel however the view came to its bar, at %d pixels a bar',
    (barSpacing) => {
      const sought = places(654, 1_255, OFFSET, barSpacing);
      // Played there: the times begin elsewhere, and the offset has gone through sums.
      for (const from of [0, 555, 755, 1_000]) {
        expect(places(from, 1_255, OFFSET + 1e-12, barSpacing)).toBe(sought);
        expect(places(from, 1_255, OFFSET - 1e-12, barSpacing)).toBe(sought);
      }
    },
  );

  it('ends with the bar of the cursor at its distance from the right edge', () => {
    const { left, step } = rowsOn(scaleAt(99, OFFSET, 4), { from: 900, to: 1_000 }, 2) ?? {
      left: 0,
      step: 0,
    };
    // (516 − 10.5 · 4 − 1) · 2 device pixels.
    expect(left + 999 * step).toBe(946);
    expect(step).toBe(8);
  });
});
