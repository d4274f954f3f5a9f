import type { Coordinate, Logical } from 'lightweight-charts';
import type { ShownRows } from '../marks/source.ts';
import type { Sheet } from './sheet.ts';

/** What is asked of the library's time scale. */
export interface RowScale {
  logicalToCoordinate(index: Logical): Coordinate | null;
  options(): { readonly barSpacing: number };
}

/** Parts of a pixel that a place is told to. */
const PARTS = 1_024;

/**
 * A place without the last bits, which depend on how the chart came to be where it is: one that lies halfway between two pixels
 * would be rounded to one of them after playing, and to the other after a seek.
 */
export const steady = (x: number): number => Math.round(x * PARTS) / PARTS;

/**
 * Where rows stand; null before there is anything on the chart. Measured at the cursor's row: rows before it are as far from it
 * wherever the times begin that the library was given.
 */
export function rowsOn(
  scale: RowScale,
  { from, to }: Pick<ShownRows, 'from' | 'to'>,
  ratio: number,
): Pick<Sheet, 'left' | 'step'> | null {
  const last = to - 1;
  const x = scale.logicalToCoordinate((last - from) as Logical);
  if (x === null) return null;
  const step = scale.options().barSpacing;
  return { left: (steady(x) - last * step) * ratio, step: step * ratio };
}
