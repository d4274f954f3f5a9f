import { HindcastError } from '../errors.ts';
import { lastAtOrBefore } from './tape.ts';

/**
 * A slow series (open interest, a ratio, funding): values with the time from which each could be known.
 * `availableAt` = the stamp the venue gives + the publication lag; it never decreases. `maxAge` is how long
 * after that a value may still be used, one limit for all or one per value (ms).
 */
export interface AsOfSeries {
  availableAt: Float64Array;
  values: Float64Array;
  maxAge: number | Float64Array;
}

/**
 * Index of the value that was the last one known at `time`: the greatest i with `availableAt[i]` <= `time`,
 * by bisection; -1 when nothing was known yet, or when that value is older than its limit. Never the nearest
 * one: a value that comes a millisecond later was not known.
 */
export function asOfIndex(series: AsOfSeries, time: number): number {
  const i = lastAtOrBefore(series.availableAt, series.availableAt.length, time);
  return i >= 0 && time - series.availableAt[i] <= ageLimit(series, i) ? i : -1;
}

/**
 * Joins a series to rows of a tape: `into[k]` becomes the value last known at `times[k]`, or NaN, for the
 * rows [from, to). `times` are the closes of the bars, in ascending order. One bisection to find the place,
 * then one walk along both.
 */
export function joinAsOf(
  series: AsOfSeries,
  times: Float64Array,
  from: number,
  to: number,
  into: Float64Array,
): void {
  const { availableAt, values } = series;
  if (from >= to) return;
  let i = lastAtOrBefore(availableAt, availableAt.length, times[from]);
  for (let k = from; k < to; k++) {
    const time = times[k];
    while (i + 1 < availableAt.length && availableAt[i + 1] <= time) i++;
    into[k] = i >= 0 && time - availableAt[i] <= ageLimit(series, i) ? values[i] : NaN;
  }
}

/**
 * Checks what {@link joinAsOf} relies on: times that are finite and never decrease. Throws AS_OF_UNSORTED
 * with the place of the first that does not.
 */
export function checkAsOfSeries(series: AsOfSeries, name: string): void {
  const { availableAt } = series;
  for (let i = 0; i < availableAt.length; i++) {
    const inOrder = i === 0 || availableAt[i] >= availableAt[i - 1];
    if (inOrder && availableAt[i] - availableAt[i] === 0) continue;
    throw new HindcastError(
      'AS_OF_UNSORTED',
      `${name}: value ${i} was available at ${availableAt[i]}, before the one ahead of it.`,
      'Sort the series by the time at which each value was available.',
      { row: i, field: name },
    );
  }
}

function ageLimit(series: AsOfSeries, i: number): number {
  const { maxAge } = series;
  return typeof maxAge === 'number' ? maxAge : maxAge[i];
}
