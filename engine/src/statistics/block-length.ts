import { pow } from '../numeric/exp.ts';
import { longRunVariance, type LongRun } from './long-run-variance.ts';
import { requireSample, type Sample } from './sample.ts';

/**
 * Automatic mean block length for the stationary bootstrap: long enough to carry the sample's own autocorrelation,
 * short enough to leave many blocks.
 *
 * Source: D. N. Politis, H. White, "Automatic block-length selection for the dependent bootstrap", Econometric Reviews 23
 * (2004), with the correction of Patton, Politis & White, Econometric Reviews 28 (2009): b = (2ĝ²/D̂)^⅓·n^⅓ with D̂ = 2σ̂⁴.
 *
 * @param sample observations in time order, finite
 * @param longRun of the sample, where it is known already
 * @returns mean block length in observations, at least 1 (independent observations), at most min(3·√n, n/3);
 *   1 for a constant sample and for fewer than 9 observations
 * @throws HindcastError SAMPLE_NOT_FINITE
 * @example automaticBlockLength([0.1, -0.2, 0.3]) // 1
 */
export function automaticBlockLength(sample: Sample, longRun?: LongRun): number {
  requireSample(sample, 0, 'observations');
  const n = sample.length;
  if (n < 9) return 1;
  const { variance, slope } = longRun ?? longRunVariance(sample);
  const longest = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const share = slope / variance;
  const cube = share * share * n;
  // A constant has neither slope nor variance: NaN.
  if (!(cube > 1)) return 1;
  return cube < longest * longest * longest ? pow(cube, 1 / 3) : longest;
}
