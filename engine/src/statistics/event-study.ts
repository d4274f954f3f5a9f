import type { Random } from '../numeric/random.ts';
import { baseRate, type BaseRate } from './base-rate.ts';
import { bootstrapPValue } from './bootstrap-p-value.ts';
import { bootstrapRatio } from './bootstrap-ratio.ts';
import type { Bootstrap } from './bootstrap.ts';
import { effectiveSampleSize } from './effective-sample-size.ts';
import { requireEvents, type EventSet } from './events.ts';
import { forwardReturns, HORIZONS, type Prices } from './forward-returns.ts';
import { hitOutcomes, marginOutcomes, returnOutcomes, type Outcomes } from './outcomes.ts';
import { pooledPermutationTest, type PermutedLane } from './permutation.ts';
import {
  hitPlacementInterval,
  hitPlacementP,
  returnPlacementInterval,
  returnPlacementP,
  widerOf,
} from './random-placement.ts';
import { wilsonInterval, type Interval } from './wilson.ts';

export interface EventStudyOptions {
  readonly random: Random;
  /** Bars ahead; {@link HORIZONS} by default. */
  readonly horizons?: readonly number[];
  /** What a round trip costs, as a fraction of the price: a forward return must exceed it to be a hit. */
  readonly costs?: number;
  /** A number per row; the base rate is then that of the same regime. */
  readonly regimes?: ArrayLike<number>;
  readonly replicates?: number;
  readonly confidence?: number;
}

/** What followed the events over one horizon. Rates and returns are fractions, returns net of costs. */
export interface HorizonStudy {
  readonly horizon: number;
  /** Events with a known outcome. */
  readonly events: number;
  /** Events left out: too near the end of the data, or a hole at the entry or the exit. */
  readonly unknown: number;
  /** Independent observations that the overlapping events amount to. */
  readonly effectiveEvents: number;
  readonly hits: number;
  /** Hit rate with its Wilson interval on the effective sample size. */
  readonly hitRate: Interval;
  /** Hit rate of random decisions with the same mix of directions and regimes. */
  readonly baseRate: number;
  /** Hit rate less base rate, with its bootstrap interval, or that of random placement where it is wider; NaN without events. */
  readonly excess: Interval;
  /**
   * Chance of such an excess, or a larger one, if the signal meant nothing, and no less than that of its lead over what the opposite
   * direction hits: a signal that merely finds volatile bars hits more often both ways. NaN where it cannot be tested.
   */
  readonly pValue: number;
  readonly meanReturn: number;
  readonly baseReturn: number;
  /** Mean net return less base return, with an interval as that of `excess`. */
  readonly excessReturn: Interval;
  readonly returnPValue: number;
}

/** Fewer effective events than this are reported without a test: no resampling makes a sample of two. */
export const LEAST_EVENTS = 5;

/** Moves of the events to other times; a standard deviation from so many is known to 5 %. */
const MOVES = 200;

/** More blocks than this per resample tell nothing new and cost time; longer blocks only err on the side of caution. */
const MOST_BLOCKS = 2000;

/**
 * Event study: what the market did after each of a set of decisions, over several horizons, judged against what it did
 * after any decision in the same direction and regime.
 *
 * The p-value is one-sided, the larger of two: from a stationary block bootstrap over all rows (blocks no shorter than the horizon, so that
 * overlapping outcomes stay together), and of events placed at random (random-placement.ts), which holds however few they are. That of the hit
 * rate is also no smaller than that of the margin over the opposite direction: a hit has to pay its costs, so that where the market merely
 * moves more both directions hit more often, which says nothing of the signal's. Correct it for everything else that was tested:
 * benjaminiHochberg.
 *
 * @param prices of the lane
 * @param events decisions at the close of rows, in time order
 * @throws HindcastError EVENTS_UNSORTED, EVENT_OUTSIDE, EVENT_DIRECTION
 * @example eventStudy(tape.columns, { rows, directions }, { random: seededRandom(7), costs: 0.0008 })
 */
export function eventStudy(prices: Prices, events: EventSet, options: EventStudyOptions): HorizonStudy[] {
  requireEvents(events, prices.close.length);
  const horizons = options.horizons ?? HORIZONS;
  // A stream per horizon: the result for one does not depend on which others were asked for.
  return horizons.map((horizon) => studyHorizon(prices, events, horizon, options));
}

function studyHorizon(
  prices: Prices,
  events: EventSet,
  horizon: number,
  options: EventStudyOptions,
): HorizonStudy {
  const { costs = 0, regimes } = options;
  const returns = forwardReturns(prices, horizon);
  const of = (outcomes: Outcomes): BaseRate => baseRate(events, outcomes, horizon, regimes);
  const hits = hitOutcomes(returns, costs);
  const bases = {
    hits: of(hits),
    margins: of(marginOutcomes(returns, costs)),
    gains: of(returnOutcomes(returns, costs)),
  };
  const moved = movedVariance([{ events, outcomes: hits, regimes }], horizon, options.random);
  return judgeHorizon(horizon, bases, moved, options);
}

/** Variance of the hit rate of the events at other times of their regimes, lanes moved together; NaN without events. */
export function movedVariance(lanes: readonly PermutedLane[], horizon: number, random: Random): number {
  return pooledPermutationTest(lanes, { random: random.fork(`moved ${horizon}`), replicates: MOVES })
    .variance;
}

/** Base rates of one lane, or of several summed: of hits, of their margin over the opposite direction, and of net returns. */
export interface HorizonBases {
  readonly hits: BaseRate;
  readonly margins: BaseRate;
  readonly gains: BaseRate;
}

/**
 * What follows from the base rates over one horizon.
 *
 * @param moved {@link movedVariance} of the same events
 */
export function judgeHorizon(
  horizon: number,
  { hits, margins, gains }: HorizonBases,
  moved: number,
  options: Pick<EventStudyOptions, 'random' | 'replicates' | 'confidence'>,
): HorizonStudy {
  const { confidence = 0.95 } = options;
  const effective = effectiveSampleSize(knownRows(hits.taken), horizon);
  const judged = {
    horizon,
    events: hits.events,
    unknown: hits.unknown,
    effectiveEvents: effective,
    hits: Math.round(hits.eventMean * hits.events) || 0,
    hitRate: wilsonInterval(hits.events > 0 ? hits.eventMean * effective : NaN, effective, confidence),
    baseRate: hits.rate,
    meanReturn: gains.eventMean,
    baseReturn: gains.rate,
  };
  // Five events apart may add up to 4.999….
  if (!(effective > LEAST_EVENTS - 1e-9))
    return {
      ...judged,
      excess: unknownInterval(hits, confidence),
      pValue: NaN,
      excessReturn: unknownInterval(gains, confidence),
      returnPValue: NaN,
    };
  const excess = resample(hits, horizon, 'hits', options);
  const excessReturn = resample(gains, horizon, 'returns', options);
  return {
    ...judged,
    excess: widerOf(excess, hitPlacementInterval(hits, moved, horizon, confidence)),
    pValue: Math.max(
      bootstrapPValue(excess, hits.meaningless),
      hitPlacementP(hits, horizon),
      // The same resamples as those of the hits: where nothing costs anything the margin is the hit rate told otherwise.
      bootstrapPValue(resample(margins, horizon, 'hits', options), margins.meaningless),
      returnPlacementP(margins, horizon),
    ),
    excessReturn: widerOf(excessReturn, returnPlacementInterval(gains, horizon, confidence)),
    returnPValue: Math.max(
      bootstrapPValue(excessReturn, gains.meaningless),
      returnPlacementP(gains, horizon),
    ),
  };
}

/** Resamples an excess in blocks no shorter than the horizon. */
export function resample(
  series: Pick<BaseRate, 'excess' | 'taken'>,
  horizon: number,
  name: string,
  options: Pick<EventStudyOptions, 'random' | 'replicates' | 'confidence'>,
): Bootstrap {
  const rows = series.excess.length;
  return bootstrapRatio(series.excess, series.taken, {
    random: options.random.fork(`${name} ${horizon}`),
    replicates: options.replicates ?? 1000,
    confidence: options.confidence ?? 0.95,
    leastBlockLength: Math.max(horizon, rows / MOST_BLOCKS),
  });
}

function unknownInterval({ eventMean, rate }: BaseRate, confidence: number): Interval {
  return { estimate: eventMean - rate, low: NaN, high: NaN, confidence };
}

function knownRows(taken: Float64Array): number[] {
  const rows: number[] = [];
  for (let i = 0; i < taken.length; i++) if (taken[i] > 0) rows.push(i);
  return rows;
}
