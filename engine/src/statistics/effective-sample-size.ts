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

/** Where the events of a sample lie, so that those which share their outcome are not counted as so many. */
export interface Overlap {
  /** Row of each event, in the sample's order; several may share one (of lanes at once). */
  readonly rows: Sample;
  readonly horizon: number;
}
