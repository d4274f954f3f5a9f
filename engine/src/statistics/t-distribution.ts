import { incompleteBeta } from './incomplete-beta.ts';
import { normalQuantile } from './normal-quantile.ts';

/**
 * Two-sided p-value of a Student t statistic: the probability of a |t| at least as large under the null hypothesis.
 *
 * Source: Abramowitz & Stegun 26.7.1: P(|T| > t) = I_{ν/(ν+t²)}(ν/2, 1/2).
 *
 * @param t statistic
 * @param degrees degrees of freedom ν > 0, not necessarily whole
 * @returns probability; NaN for NaN or degrees ≤ 0
 * @example tTwoSidedP(2.228138852, 10) // 0.05
 */
export function tTwoSidedP(t: number, degrees: number): number {
  if (!(degrees > 0) || t !== t) return NaN;
  if (t === Infinity || t === -Infinity) return 0;
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

/**
 * Distribution function of Student's t: the probability of a value at most `t`.
 *
 * @returns probability; NaN for NaN or degrees ≤ 0
 * @example tCdf(0, 5) // 0.5
 */
export function tCdf(t: number, degrees: number): number {
  const tail = tTwoSidedP(t, degrees) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * Quantile of Student's t, by bisection on the tail probability between the normal quantile, which it always
 * exceeds in size, and a bound found by doubling.
 *
 * @param p probability in (0, 1)
 * @param degrees degrees of freedom > 0
 * @returns t to about 1e-13 relative; NaN outside
 * @example tQuantile(0.975, 5) // 2.570581835636
 */
export function tQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1) || !(degrees > 0)) return NaN;
  if (p === 0.5) return 0;
  const twoSided = 2 * Math.min(p, 1 - p);
  let low = Math.abs(normalQuantile(p)) * (1 - 1e-12);
  let high = Math.max(1, 2 * low);
  while (tTwoSidedP(high, degrees) > twoSided) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-15 * high; i++) {
    const middle = 0.5 * (low + high);
    if (tTwoSidedP(middle, degrees) > twoSided) low = middle;
    else high = middle;
  }
  const t = 0.5 * (low + high);
  return p < 0.5 ? -t : t;
}
