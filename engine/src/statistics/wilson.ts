import { requireBetween } from './sample.ts';
import { normalQuantile } from './normal-quantile.ts';

/** An estimate with the interval that covers the true value with the stated confidence. */
export interface Interval {
  estimate: number;
  low: number;
  high: number;
  /** Nominal coverage, as a fraction: 0.95. */
  confidence: number;
}

/**
 * Wilson score interval of a share: what a hit rate is reported with. Unlike the textbook interval p ± 1.96·√(pq/n) it
 * never leaves [0, 1] and keeps its coverage with few trials and with shares near 0 or 1.
 *
 * Source: E. B. Wilson, JASA 22 (1927); R. G. Newcombe, Statistics in Medicine 17 (1998), method 3.
 *
 * @param hits how many trials hit, 0 to `trials`; need not be whole (an effective sample size is not)
 * @param trials how many were tried
 * @param confidence nominal coverage, between 0 and 1
 * @returns fractions; all NaN with no trials or where an argument is NaN, because nothing is known
 * @throws HindcastError STATISTICS_SETTING when hits exceed the trials or confidence is not in (0, 1)
 * @example wilsonInterval(81, 263) // { estimate: 0.308, low: 0.2553, high: 0.3662, confidence: 0.95 }
 */
export function wilsonInterval(hits: number, trials: number, confidence = 0.95): Interval {
  requireBetween(confidence, Number.EPSILON, 1 - Number.EPSILON, 'confidence');
  if (!(trials > 0) || hits !== hits) return { estimate: NaN, low: NaN, high: NaN, confidence };
  requireBetween(hits, 0, trials, 'hits');
  const z = normalQuantile(0.5 + confidence / 2);
  const share = hits / trials;
  const z2 = z * z;
  const centre = hits + z2 / 2;
  const half = z * Math.sqrt(hits * (1 - share) + z2 / 4);
  // At the ends the difference is exactly 0 or 1 in theory; rounding must not show it as 1e-17.
  const low = hits === 0 ? 0 : (centre - half) / (trials + z2);
  const high = hits === trials ? 1 : (centre + half) / (trials + z2);
  return { estimate: share, low, high, confidence };
}
