import type { Column } from '../column.ts';

/**
 * What every hedge-ratio kernel writes: the line y = intercept + slope·x as it was known *before* the row, so that the row's own
 * spread is out of sample. NaN while it warms up, across holes and where x does not move.
 */
export interface HedgeColumns {
  readonly intercept: Column;
  /** Units of y per unit of x: how much x to sell for one y bought (in logs: the ratio of notionals). */
  readonly slope: Column;
  /** Standard error of the slope; ± twice this is the band on the chart. */
  readonly error: Column;
}
