import { mean } from 'simple-statistics';
import { log } from '../numeric/log.ts';
import { asNumbers, requireSample, type Sample } from './sample.ts';

const LN_10 = 2.302585092994046;

/** The dependence of a series on its own past, summed up by a flat-top lag window. */
export interface LongRun {
  /** γ(0) + 2·Σ λ(k/M)·γ(k): n times the variance of the mean. May come out ≤ 0 for strongly alternating series. */
  variance: number;
  /** 2·Σ λ(k/M)·k·γ(k): how fast the dependence fades, which sets the length of blocks. */
  slope: number;
  /** Lags that were let in, M. */
  bandwidth: number;
}

/**
 * Long-run variance of a series: n·Var(mean), autocorrelation included. With the trapezoidal ("flat-top") window its bias is
 * smaller than that of any block bootstrap or Bartlett window; the price is that it can come out negative.
 *
 * Source: D. N. Politis, J. P. Romano, "Bias-corrected nonparametric spectral estimation", J. Time Series Analysis 16 (1995);
 * bandwidth rule of Politis & White (2004): the first run of max(5, √log₁₀ n) autocorrelations inside ±2·√(log₁₀ n / n).
 *
 * @param sample observations in time order, finite, at least 9 to see any dependence (fewer: plain variance)
 * @throws HindcastError SAMPLE_TOO_SMALL (none at all), SAMPLE_NOT_FINITE
 * @example Math.sqrt(longRunVariance(returns).variance / returns.length) // standard error of the mean
 */
export function longRunVariance(sample: Sample): LongRun {
  requireSample(sample, 1, 'observations');
  const centred = centre(sample);
  const covariance = [autocovariance(centred, 0)];
  const bandwidth = sample.length < 9 || !(covariance[0] > 0) ? 0 : bandwidthOf(centred, covariance);
  let slope = 0;
  let variance = covariance[0];
  for (let lag = 1; lag <= bandwidth; lag++) {
    const weight = Math.min(1, 2 * (1 - lag / bandwidth));
    covariance[lag] ??= autocovariance(centred, lag);
    slope += 2 * weight * lag * covariance[lag];
    variance += 2 * weight * covariance[lag];
  }
  return { variance, slope, bandwidth };
}

function centre(sample: Sample): Float64Array {
  const middle = mean(asNumbers(sample));
  return Float64Array.from(sample, (value) => value - middle);
}

function autocovariance(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < centred.length; i++) sum += centred[i] * centred[i - lag];
  return sum / centred.length;
}

/**
 * Twice the first lag of a whole run of insignificant autocorrelations. The paper's text would take the lag before it;
 * the authors' own code (and R's np and Python's arch after it) takes this one, and so do we, to agree with them. Autocovariances are
 * computed (and added to `covariance`) only as far as they are needed.
 */
function bandwidthOf(centred: Float64Array, covariance: number[]): number {
  const n = centred.length;
  const run = Math.max(5, Math.ceil(Math.sqrt(log(n) / LN_10)));
  const most = Math.min(n - 2, Math.ceil(Math.sqrt(n)) + run);
  const bound = 2 * Math.sqrt(log(n) / LN_10 / n) * covariance[0];
  let quiet = 0;
  for (let lag = 1; lag <= most; lag++) {
    covariance[lag] = autocovariance(centred, lag);
    quiet = Math.abs(covariance[lag]) < bound ? quiet + 1 : 0;
    if (quiet === run) return Math.min(most, 2 * (lag - run + 1));
  }
  return most;
}
