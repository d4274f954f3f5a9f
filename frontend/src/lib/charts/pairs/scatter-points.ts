import type { RowSource } from '../marks/source.ts';

/** One bar of the scatter: x against y, and how long ago it was as a share of what is shown. */
export interface ScatterPoint {
  x: number;
  y: number;
  row: number;
}

/** Most points that are drawn: beyond them the plot is a blot. */
const MOST = 1_500;

/**
 * The rows up to the cursor as points, evenly thinned where there are many; the last is always the cursor's where it has both prices. Log prices
 * are their natural logarithms, as the hedge sees them.
 */
export function scatterPoints(rows: RowSource, cursor: number, prices: 'log' | 'close'): ScatterPoint[] {
  const points: ScatterPoint[] = [];
  const every = Math.max(1, Math.ceil((cursor + 1) / MOST));
  for (let row = cursor % every; row <= cursor; row += every) {
    const [x, y] = [rows.value('x', row), rows.value('y', row)];
    if (!(x > 0) || !(y > 0)) continue;
    points.push(prices === 'log' ? { x: Math.log(x), y: Math.log(y), row } : { x, y, row });
  }
  return points;
}

/** Ends of a line y = α + β·x inside a box, so that it can be drawn from edge to edge; null where it misses the box. */
export function lineInBox(
  alpha: number,
  beta: number,
  [x0, x1]: readonly [number, number],
  [y0, y1]: readonly [number, number],
): [{ x: number; y: number }, { x: number; y: number }] | null {
  const at = (x: number): { x: number; y: number } => ({ x, y: alpha + beta * x });
  if (beta === 0) return alpha >= y0 && alpha <= y1 ? [at(x0), at(x1)] : null;
  const crossings = [(y0 - alpha) / beta, (y1 - alpha) / beta].sort((a, b) => a - b);
  const from = Math.max(x0, crossings[0]);
  const to = Math.min(x1, crossings[1]);
  return from < to ? [at(from), at(to)] : null;
}
