import { log } from '../numeric/log.ts';

const HALF_LN_2_PI = 0.9189385332046728;
/** B₂ₖ / (2k·(2k − 1)) of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
/** From here on seven terms of the series leave an error below 1e-16. */
const FAR = 12;

/**
 * Natural logarithm of the gamma function.
 *
 * Not simple-statistics' gammaln: it goes through `Math.log`, whose last bit differs between engines, and a report must be
 * the same everywhere.
 *
 * Source: Abramowitz & Stegun 6.1.40 (Stirling's series) after moving x up by the recurrence Γ(x + 1) = x·Γ(x).
 *
 * @param x > 0
 * @returns ln Γ(x), absolute error about 1e-14 times the larger of 1 and the result; NaN for x ≤ 0 and NaN
 * @example logGamma(5) // ln 24
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return NaN;
  let product = 1;
  let far = x;
  for (; far < FAR; far++) product *= far;
  const inverse = 1 / far;
  const square = inverse * inverse;
  const series = STIRLING.reduceRight((sum, term) => sum * square + term, 0) * inverse;
  return (far - 0.5) * log(far) - far + HALF_LN_2_PI + series - log(product);
}
