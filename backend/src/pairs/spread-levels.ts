import { Column, RollingMoments } from '@hindcast/engine';

/** Where z-scores of a spread lie in its own unit: z = (spread − mean)/deviation. */
export interface SpreadLevels {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/**
 * Mean and deviation (n − 1) of the `window` spreads before each row: what its z-score was counted from, and so where a band of z has to be
 * drawn. NaN where there is no z for want of values.
 */
export function spreadLevels(
  spread: Float64Array,
  rows: number,
  window: number,
  phase: number,
): SpreadLevels {
  const moments = new RollingMoments([new Column('spread', spread)], window, { firstAbsoluteBar: phase });
  const levels = { mean: new Float64Array(rows), deviation: new Float64Array(rows) };
  for (let row = 0; row < rows; row++) {
    moments.enter(row);
    moments.before(0, spread, row);
    levels.mean[row] = moments.mean;
    levels.deviation[row] = Math.sqrt(moments.m2 / (window - 1));
  }
  return levels;
}
