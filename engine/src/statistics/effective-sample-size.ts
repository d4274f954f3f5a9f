import type { Sample } from './sample.ts';

/**
 * How many independent observations overlapping events amount to. Two events whose horizons share bars share their
 * outcome: each bar is divided among the events that are open over it, and an event counts as the mean share it has
 * of its own bars (its "uniqueness"). Summed up this is the number of bars that any event covers, divided by the horizon: events
 * further apart than the horizon count fully, n events on neighbouring bars with a long horizon hardly more than one.
 *
 * Source: M. López de Prado, Advances in Financial Machine Learning (2018), §4.4.
 *
 * @param rows event rows, increasing
 * @param horizon bars over which the outcome forms: row + 1 … row + horizon
 * @returns between 0 (no events) and the number of events
 * @example effectiveSampleSize([10, 11, 500], 48) // 2.02…
 */
export function effectiveSampleSize(rows: Sample, horizon: number): number {
  if (rows.length === 0) return 0;
  let covered = horizon;
  for (let k = 1; k < rows.length; k++) covered += Math.min(rows[k] - rows[k - 1], horizon);
  return covered / horizon;
}

/**
 * How many independent observations have a mean as uncertain as that of overlapping events, if bars are independent of each other: of
 * the mean's variance each bar makes up the square of how many events are open over it. At most {@link effectiveSampleSize}, and less where
 * some bars count often and others once: one long burst outweighs many single events, and the mean is mostly its own.
 *
 * Source: L. Kish, "Survey Sampling" (1965), §11.7: effective sample size under unequal weights.
 *
 * @param rows event rows, never decreasing; several may share one (of lanes at once)
 * @param horizon bars over which the outcome forms: row + 1 … row + horizon
 * @returns between 0 (no events) and the number of events
 * @example weighedSampleSize([10, 10, 500], 48) // 3² / (2² + 1) = 1.8
 */
export function weighedSampleSize(rows: Sample, horizon: number): number {
  if (rows.length === 0) return 0;
  const first = rows[0];
  const opened = new Float64Array(rows[rows.length - 1] - first + horizon + 1);
  for (let k = 0; k < rows.length; k++) {
    opened[rows[k] - first]++;
    opened[rows[k] - first + horizon]--;
  }
  let open = 0;
  let squares = 0;
  for (const change of opened) {
    open += change;
    squares += open * open;
  }
  return (rows.length * rows.length * horizon) / squares;
}

/** Where the events of a sample lie, so that those which share their outcome are not counted as so many. */
export interface Overlap {
  /** Row of each event, in the sample's order; several may share one (of lanes at once). */
  readonly rows: Sample;
  readonly horizon: number;
}
