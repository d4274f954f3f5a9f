import type { BaseRate } from './base-rate.ts';
import { binomialUpperTail } from './binomial-tail.ts';
import { normalCdf } from './normal-cdf.ts';
import { normalQuantile } from './normal-quantile.ts';
import { wilsonInterval, type Interval } from './wilson.ts';

/**
 * What chance alone does to events that are placed on any rows of their strata. The spread comes from all rows and not from the events
 * themselves, so that it is there even where few events all came to the same: resampling five events that all hit finds no spread
 * at all, and takes five lucky ones for a certainty.
 */

/**
 * Chance of so many hits, or more, if events that mean nothing hit like any row: the exact binomial tail, of as many trials as have the
 * variance that drawing the events from their strata has.
 *
 * @param hits base rate of hits
 * @param effective independent observations that the events amount to, > 0
 * @returns in (0, 1]; NaN without events
 * @example hitPlacementP(baseRate(events, hitOutcomes(returns, 0), 24), 5)
 */
export function hitPlacementP(hits: BaseRate, effective: number): number {
  const trials = trialsOf(hits, effective);
  const rate = Math.min(1, Math.max(0, hits.rate + hits.meaningless));
  return binomialUpperTail(Math.min(trials, hits.eventMean * trials), trials, rate);
}

/** Wilson interval of the hit rate on the same trials, less the base rate. */
export function hitPlacementInterval(hits: BaseRate, effective: number, confidence: number): Interval {
  const trials = trialsOf(hits, effective);
  const { low, high } = wilsonInterval(Math.min(trials, hits.eventMean * trials), trials, confidence);
  return {
    estimate: hits.eventMean - hits.rate,
    low: low - hits.rate,
    high: high - hits.rate,
    confidence,
  };
}

/**
 * Chance of such an excess return, or a larger one, if events that mean nothing gain like any row: the score test, normal with the
 * variance of all rows.
 *
 * @param gains base rate of net returns
 * @param effective independent observations that the events amount to, > 0
 * @returns in [0, 1]; NaN without events
 */
export function returnPlacementP(gains: BaseRate, effective: number): number {
  const excess = gains.eventMean - gains.rate - gains.meaningless;
  const error = Math.sqrt(gains.variance / effective);
  // Where no row differs from the next there is nothing to be found.
  return error > 0 ? normalCdf(-excess / error) : excess === excess ? 1 : NaN;
}

/** Normal interval of the excess return with the variance of all rows. */
export function returnPlacementInterval(gains: BaseRate, effective: number, confidence: number): Interval {
  const estimate = gains.eventMean - gains.rate;
  const half = normalQuantile(0.5 + confidence / 2) * Math.sqrt(gains.variance / effective);
  return { estimate, low: estimate - half, high: estimate + half, confidence };
}

/**
 * Binomial trials with the variance that drawing the events from their strata has: more than there are events where they take a good
 * part of a stratum's rows (none is drawn twice), or where its strata hit at different rates.
 */
function trialsOf(hits: BaseRate, effective: number): number {
  const binomial = hits.rate * (1 - hits.rate);
  return hits.variance > 0 && binomial > 0 ? (effective * binomial) / hits.variance : effective;
}
