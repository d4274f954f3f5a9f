import type { BaseRate } from './base-rate.ts';
import { binomialUpperTail } from './binomial-tail.ts';
import { normalCdf } from './normal-cdf.ts';
import { normalQuantile } from './normal-quantile.ts';
import { independentDraws } from './placement-load.ts';
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
 * @param horizon bars over which an outcome forms
 * @returns in (0, 1]; NaN without events
 * @example hitPlacementP(baseRate(events, hitOutcomes(returns, 0), 24), 24)
 */
export function hitPlacementP(hits: BaseRate, horizon: number): number {
  const trials = trialsOf(hits, horizon);
  // Where every row is an event they are their own base.
  if (trials === Infinity) return 1;
  const rate = Math.min(1, Math.max(0, hits.rate + hits.meaningless));
  return binomialUpperTail(Math.min(trials, hits.eventMean * trials), trials, rate);
}

/**
 * Wilson interval of the hit rate on the same trials, less the base rate; on fewer where the events at other times of their regimes vary more
 * than that. Where hits persist (a wild week pays costs more often) under events that persist too, single bars are not independent,
 * and the product of two weak dependences is too faint at any one lag for a resampling of it to see.
 *
 * @param moved variance of the events' hit rate over such moves
 */
export function hitPlacementInterval(
  hits: BaseRate,
  moved: number,
  horizon: number,
  confidence: number,
): Interval {
  const shifted = moved > 0 ? (hits.rate * (1 - hits.rate)) / moved : Infinity;
  const trials = Math.min(MOST_TRIALS, trialsOf(hits, horizon), shifted);
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
 * @param horizon bars over which an outcome forms
 * @returns in [0, 1]; NaN without events
 */
export function returnPlacementP(gains: BaseRate, horizon: number): number {
  const excess = gains.eventMean - gains.rate - gains.meaningless;
  const error = Math.sqrt(gains.variance / independentDraws(gains, horizon));
  // Where no row differs from the next there is nothing to be found.
  return error > 0 ? normalCdf(-excess / error) : excess === excess ? 1 : NaN;
}

/** Normal interval of the excess return with the variance of all rows. */
export function returnPlacementInterval(gains: BaseRate, horizon: number, confidence: number): Interval {
  const estimate = gains.eventMean - gains.rate;
  const half =
    normalQuantile(0.5 + confidence / 2) * Math.sqrt(gains.variance / independentDraws(gains, horizon));
  return { estimate, low: estimate - half, high: estimate + half, confidence };
}

/** The bootstrap's interval, or that of random placement where resampling found less to vary. */
export function widerOf({ low, high }: Interval, placed: Interval): Interval {
  return high - low >= placed.high - placed.low ? { ...placed, low, high } : placed;
}

/** Stands for ∞, where there is nothing left to chance. */
const MOST_TRIALS = 1e12;

/** Binomial trials with the variance of {@link independentDraws}: more than those where the strata hit at different rates. */
function trialsOf(hits: BaseRate, horizon: number): number {
  const binomial = hits.rate * (1 - hits.rate);
  const draws = independentDraws(hits, horizon);
  return hits.variance > 0 && binomial > 0 ? (draws * binomial) / hits.variance : draws;
}
