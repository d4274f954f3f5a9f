import type { Sample } from '../../statistics/sample.ts';

/** Sum in the order of the sample. */
export function sum(sample: Sample): number {
  let total = 0;
  for (let i = 0; i < sample.length; i++) total += sample[i];
  return total;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(sample: Sample): number {
  return sum(sample) / sample.length;
}

/** Standard deviation with n - `ddof` in the denominator; NaN where that is not positive. */
export function deviation(sample: Sample, ddof: 0 | 1 = 1): number {
  const n = sample.length - ddof;
  if (n <= 0) return NaN;
  const centre = mean(sample);
  let squares = 0;
  for (let i = 0; i < sample.length; i++) squares += (sample[i] - centre) * (sample[i] - centre);
  return Math.sqrt(squares / n);
}

/** Root mean square of what lies below zero, over the whole sample: the denominator of Sortino's ratio. */
export function downside(sample: Sample): number {
  let squares = 0;
  for (let i = 0; i < sample.length; i++) if (sample[i] < 0) squares += sample[i] * sample[i];
  return Math.sqrt(squares / sample.length);
}

/** a / b, or NaN where b is 0: a ratio without a denominator is undefined, never infinite. */
export function ratio(a: number, b: number): number {
  return b === 0 ? NaN : a / b;
}

/** A number for the wire: null where it is undefined. */
export function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
