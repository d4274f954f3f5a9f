import type { Overlap } from './effective-sample-size.ts';
import { requireBetween, requireSample, type Sample } from './sample.ts';
import { wilsonInterval, type Interval } from './wilson.ts';

/** Hit rate of the last events, as it stood after one of them. */
export interface RollingHitRate extends Interval {
  /** Index of the last event in the window. */
  readonly index: number;
}

/**
 * Hit rate over a sliding window of events: how a signal ages. Each value has its Wilson interval, so that the eye is not
 * led astray by the wobble of thirty trades; on the effective number of events where it is told how they overlap.
 *
 * @param hits 1 or 0 per event in time order
 * @param window events per value
 * @param overlap rows that never decrease; without it, events count in full
 * @returns one value per event from the window's first full event on
 * @throws HindcastError SAMPLE_NOT_FINITE, STATISTICS_SETTING
 * @example rollingHitRate(hits, 50).at(-1)?.estimate
 */
export function rollingHitRate(
  hits: Sample,
  window: number,
  confidence = 0.95,
  overlap?: Overlap,
): RollingHitRate[] {
  requireSample(hits, 0, 'hits');
  requireBetween(window, 1, Infinity, 'window');
  const out: RollingHitRate[] = [];
  let count = 0;
  // Bars that the window's events cover but the first one's: see effectiveSampleSize.
  let covered = 0;
  for (let i = 0; i < hits.length; i++) {
    // Hits are whole numbers: adding and subtracting them is exact.
    count += hits[i];
    if (i >= window) count -= hits[i - window];
    if (overlap) covered += newBars(overlap, i) - (i >= window ? newBars(overlap, i - window + 1) : 0);
    if (i < window - 1) continue;
    const effective = overlap ? (covered + overlap.horizon) / overlap.horizon : window;
    out.push({ index: i, ...wilsonInterval((count / window) * effective, effective, confidence) });
  }
  return out;
}

/** Bars of event i's horizon that the event before it does not cover. */
function newBars({ rows, horizon }: Overlap, i: number): number {
  return i > 0 ? Math.min(rows[i] - rows[i - 1], horizon) : 0;
}
