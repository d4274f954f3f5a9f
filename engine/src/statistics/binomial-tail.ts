import { incompleteBeta } from './incomplete-beta.ts';

/**
 * Upper tail of the binomial distribution: the chance of at least `hits` hits in `trials` independent trials that each hit with the
 * chance `rate`. Neither count need be whole (an effective sample size is not): between whole numbers the incomplete beta
 * function carries on smoothly.
 *
 * Source: Abramowitz & Stegun 26.5.24: P(X ≥ k) = I_p(k, n − k + 1).
 *
 * @param hits 0 … `trials`
 * @param trials > 0
 * @param rate in [0, 1]
 * @returns probability; NaN for arguments outside their range
 * @example binomialUpperTail(5, 5, 0.5) // 0.03125
 */
export function binomialUpperTail(hits: number, trials: number, rate: number): number {
  if (!(hits >= 0 && hits <= trials && trials > 0 && rate >= 0 && rate <= 1)) return NaN;
  return hits === 0 ? 1 : incompleteBeta(rate, hits, trials - hits + 1);
}
