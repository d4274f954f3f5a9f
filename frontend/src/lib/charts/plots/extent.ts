import type { RowSource } from '../marks/source.ts';

/** The least and the greatest value of some rows. */
export interface Extent {
  low: number;
  high: number;
}

/** What two stretches span together. */
export function joined(a: Extent | null, b: Extent | null): Extent | null {
  if (!a || !b) return a ?? b;
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** The least and the greatest of a column over rows [from, to); null where it has no value. */
export function extentOf(source: RowSource, column: string, from: number, to: number): Extent | null {
  const values = source.view(column, from, to);
  if (!values) return null;
  let low = Infinity;
  let high = -Infinity;
  // Indexed: an iterator over a typed array is several times slower, and this runs at every frame.
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : null;
}
