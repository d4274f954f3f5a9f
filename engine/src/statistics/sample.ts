import { HindcastError } from '../errors.ts';

/** A sample: an array or a typed array of observations, in time order where order matters. Never changed. */
export type Sample = ArrayLike<number>;

/**
 * The same memory under the type that simple-statistics asks for. It only reads `length` and indices of what it is
 * given, so a Float64Array serves as well as an array; only its types do not say so.
 */
export function asNumbers(sample: Sample): readonly number[] {
  return sample as unknown as readonly number[];
}

/**
 * Refuses a sample that a statistic cannot be computed on, naming the observation that is wrong. A hole is the
 * caller's to drop and to count: dropped silently here, it would never reach the report.
 *
 * @param sample observations
 * @param least how many observations the statistic needs
 * @param what what the sample is, for the sentence: "forward returns"
 * @throws HindcastError SAMPLE_TOO_SMALL, SAMPLE_NOT_FINITE
 */
export function requireSample(sample: Sample, least: number, what: string): void {
  if (sample.length < least) {
    throw new HindcastError(
      'SAMPLE_TOO_SMALL',
      `The sample of ${what} has ${sample.length} observations where at least ${least} are needed.`,
      'Widen the range or loosen the condition, so that more observations are left.',
    );
  }
  for (let i = 0; i < sample.length; i++) {
    if (Number.isFinite(sample[i])) continue;
    throw new HindcastError(
      'SAMPLE_NOT_FINITE',
      `Observation ${i} of the ${what} is ${sample[i]}, not a finite number.`,
      'Drop the holes before calling, and report how many were dropped.',
      { row: i },
    );
  }
}

/**
 * Refuses a setting outside its range.
 *
 * @throws HindcastError STATISTICS_SETTING
 */
export function requireBetween(value: number, low: number, high: number, name: string): void {
  if (value >= low && value <= high) return;
  throw new HindcastError(
    'STATISTICS_SETTING',
    `${name} is ${value}, outside ${low} to ${high}.`,
    `Give a ${name} between ${low} and ${high}.`,
    { field: name },
  );
}
