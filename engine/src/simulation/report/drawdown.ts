/** The deepest fall of an equity curve from its highest point before, and the longest time below one. */
export interface Drawdown {
  /** Fraction of the peak, 0 to 1 (more than 1 when the equity went below zero). */
  readonly deepest: number;
  readonly deepestUsd: number;
  readonly peakRow: number;
  readonly troughRow: number;
  /** Rows of the longest stretch below a peak, from the peak to the recovery or the end. */
  readonly longestRows: number;
  readonly longestFrom: number;
  readonly longestTo: number;
}

/** Drawdown of equity at the closes, counted from the starting equity on; peaks at row -1 are the start. */
export function drawdownOf(equity: Float64Array, start: number): Drawdown {
  let peak = start;
  let peakRow = -1;
  const found = {
    deepest: 0,
    deepestUsd: 0,
    peakRow: -1,
    troughRow: -1,
    longestRows: 0,
    longestFrom: -1,
    longestTo: -1,
  };
  for (let row = 0; row < equity.length; row++) {
    const below = row - peakRow;
    if (equity[row] >= peak) {
      if (below > 1 && below > found.longestRows) {
        Object.assign(found, { longestRows: below, longestFrom: peakRow, longestTo: row });
      }
      peak = equity[row];
      peakRow = row;
      continue;
    }
    const fall = 1 - equity[row] / peak;
    if (fall > found.deepest) Object.assign(found, { deepest: fall, peakRow, troughRow: row });
    if (peak - equity[row] > found.deepestUsd) found.deepestUsd = peak - equity[row];
    if (row === equity.length - 1 && below > found.longestRows) {
      Object.assign(found, { longestRows: below, longestFrom: peakRow, longestTo: row });
    }
  }
  return found;
}
