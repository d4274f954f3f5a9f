import { quantileSorted } from 'simple-statistics';
import { weighedSampleSize } from './effective-sample-size.ts';
import { requireEvents, type EventSet } from './events.ts';
import type { Prices } from './forward-returns.ts';
import { asNumbers } from './sample.ts';
import { tQuantile } from './t-distribution.ts';

/** One step of the mean path after the events. Fractions of the entry price, in the events' direction, before costs. */
export interface PathStep {
  /** Bars after the decision; the entry is at the open of bar 1. */
  readonly bar: number;
  /** Events whose path is known up to here. */
  readonly events: number;
  readonly mean: number;
  /** Pointwise confidence band of the mean, on the effective sample size. */
  readonly low: number;
  readonly high: number;
  /** Mean and median of the worst excursion up to here (≤ 0) and of the best (≥ 0). */
  readonly meanAdverse: number;
  readonly medianAdverse: number;
  readonly meanFavourable: number;
  readonly medianFavourable: number;
}

/**
 * Mean forward path of events with its confidence band, and how far price went against and for them on the way
 * (MAE and MFE from lows and highs).
 *
 * A missing close leaves that step of the event out; a missing high or low ends its excursions, because what happened in the hole
 * is not known. The band is mean ± t·s/√n with n the number of independent paths that the overlapping ones amount to
 * ({@link weighedSampleSize}).
 *
 * @param bars length of the path
 * @returns steps 1 … bars; NaN where no event reaches
 * @throws HindcastError EVENTS_UNSORTED, EVENT_OUTSIDE, EVENT_DIRECTION
 * @example eventPaths(tape.columns, events, 48)[11].mean
 */
export function eventPaths(prices: Prices, events: EventSet, bars: number, confidence = 0.95): PathStep[] {
  return pooledPaths([{ prices, events }], bars, confidence);
}

/**
 * The same over the events of several lanes on one grid of rows. Events of different lanes that are open over the same bars
 * share their outcome to a degree nobody knows; they are counted as if they shared it wholly.
 */
export function pooledPaths(
  lanes: readonly { readonly prices: Prices; readonly events: EventSet }[],
  bars: number,
  confidence = 0.95,
): PathStep[] {
  for (const { prices, events } of lanes) requireEvents(events, prices.close.length);
  const adverse = lanes.map(({ events }) => new Float64Array(events.rows.length));
  const favourable = lanes.map(({ events }) => new Float64Array(events.rows.length));
  const steps: PathStep[] = [];
  for (let bar = 1; bar <= bars; bar++) {
    const rows: number[] = [];
    const path: number[] = [];
    lanes.forEach(({ prices, events }, n) => {
      for (let k = 0; k < events.rows.length; k++) {
        const value = advance(prices, events, k, bar, adverse[n], favourable[n]);
        if (value !== value) continue;
        rows.push(events.rows[k]);
        path.push(value);
      }
    });
    if (lanes.length > 1) rows.sort((a, b) => a - b);
    steps.push(describeStep(bar, rows, path, finiteOf(adverse), finiteOf(favourable), confidence));
  }
  return steps;
}

/** Takes event k one bar on: updates its excursions and returns its gain at that bar's close. */
function advance(
  prices: Prices,
  events: EventSet,
  k: number,
  bar: number,
  adverse: Float64Array,
  favourable: Float64Array,
): number {
  const entry = prices.open[events.rows[k] + 1];
  const direction = events.directions[k];
  const row = events.rows[k] + bar;
  const gain = (price: number | undefined): number =>
    price !== undefined && price > 0 && entry > 0 ? direction * (price / entry - 1) : NaN;
  const worst = gain(direction === 1 ? prices.low[row] : prices.high[row]);
  const best = gain(direction === 1 ? prices.high[row] : prices.low[row]);
  // Math.min and Math.max carry NaN on.
  adverse[k] = Math.min(adverse[k], worst);
  favourable[k] = Math.max(favourable[k], best);
  return gain(prices.close[row]);
}

function describeStep(
  bar: number,
  rows: number[],
  path: number[],
  adverse: Float64Array,
  favourable: Float64Array,
  confidence: number,
): PathStep {
  const mean = meanOf(path);
  const half = halfWidth(path, mean, weighedSampleSize(rows, bar), confidence);
  return {
    bar,
    events: path.length,
    mean,
    low: mean - half,
    high: mean + half,
    meanAdverse: meanOf(adverse),
    medianAdverse: medianOf(adverse),
    meanFavourable: meanOf(favourable),
    medianFavourable: medianOf(favourable),
  };
}

function halfWidth(path: number[], mean: number, effective: number, confidence: number): number {
  if (!(effective > 1) || path.length < 2) return NaN;
  let squares = 0;
  for (const value of path) squares += (value - mean) * (value - mean);
  // s² = Σ(x − mean)² / (events·(1 − 1/n)): the mean follows what overlapping paths share, and leaves that much less to see about it.
  return tQuantile(0.5 + confidence / 2, effective - 1) * Math.sqrt(squares / path.length / (effective - 1));
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function medianOf(sorted: Float64Array): number {
  return sorted.length > 0 ? quantileSorted(asNumbers(sorted), 0.5) : NaN;
}

/** Values that are known, sorted. */
function finiteOf(lanes: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(lanes.reduce((sum, values) => sum + values.length, 0));
  let count = 0;
  for (const values of lanes) for (const value of values) if (value === value) all[count++] = value;
  return all.subarray(0, count).sort();
}
