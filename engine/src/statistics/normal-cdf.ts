import { erfc } from './erfc.ts';

/**
 * Standard normal distribution function: the probability that a standard normal variable is at most `z`.
 *
 * The upper tail is `normalCdf(-z)`: `1 - normalCdf(z)` would lose it to rounding from z = 8 on.
 *
 * @param z standard deviations from the mean
 * @returns probability, relative error below 1e-13; NaN for NaN
 * @example normalCdf(1.959963984540054) // 0.975
 */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}
