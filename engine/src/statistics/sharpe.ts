import { refuse, type Answer } from './answer.ts';
import { normalCdf } from './normal-cdf.ts';
import { normalQuantile } from './normal-quantile.ts';
import type { Sample } from './sample.ts';

const EULER_MASCHERONI = 0.5772156649015329;
const E = 2.718281828459045;

/** What the Sharpe ratio's own uncertainty depends on. */
export interface SharpeMoments {
  /** Mean / standard deviation per observation, not annualised. */
  readonly sharpe: number;
  readonly observations: number;
  readonly skewness: number;
  /** 3 for a normal distribution. */
  readonly kurtosis: number;
}

/**
 * Sharpe ratio of returns with the moments that its significance needs.
 *
 * @param returns per period, net
 * @returns moments (population skewness and kurtosis), or a sentence: fewer than 3 returns, a hole, returns that never differ
 * @example sharpeMoments(dailyReturns)
 */
export function sharpeMoments(returns: Sample): Answer<SharpeMoments> {
  const n = returns.length;
  if (n < 3) return refuse(`${n} returns are too few for a Sharpe ratio.`);
  let mean = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(returns[i])) return refuse(`Return ${i} is ${returns[i]}, not a finite number.`);
    mean += (returns[i] - mean) / (i + 1);
  }
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const d = returns[i] - mean;
    second += d * d;
    third += d * d * d;
    fourth += d * d * d * d;
  }
  if (!(second > 0)) return refuse('The returns never differ, so that there is no risk to divide by.');
  const variance = second / n;
  return {
    ok: true,
    sharpe: mean / Math.sqrt(second / (n - 1)),
    observations: n,
    skewness: third / n / (variance * Math.sqrt(variance)),
    kurtosis: fourth / n / (variance * variance),
  };
}

/**
 * Probabilistic Sharpe ratio: the probability that the true Sharpe ratio exceeds a benchmark, given the length of the track record and
 * the shape of its returns.
 *
 * Source: D. H. Bailey, M. López de Prado, "The Sharpe ratio efficient frontier", Journal of Risk 15 (2012), eq. 11.
 *
 * @param benchmark Sharpe ratio per observation to be beaten
 * @returns probability; NaN where the shape makes the variance of the estimate negative
 * @example probabilisticSharpe({ sharpe: 0.1, observations: 500, skewness: 0, kurtosis: 3 }, 0) // 0.987
 */
export function probabilisticSharpe(moments: SharpeMoments, benchmark: number): number {
  const { sharpe, observations, skewness, kurtosis } = moments;
  const variance = 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe;
  if (!(variance > 0)) return NaN;
  return normalCdf(((sharpe - benchmark) * Math.sqrt(observations - 1)) / Math.sqrt(variance));
}

/**
 * The Sharpe ratio that the best of so many useless strategies is expected to show.
 *
 * Source: D. H. Bailey, M. López de Prado, "The deflated Sharpe ratio", Journal of Portfolio Management 40 (2014), eq. 1 (the expected
 * maximum of `trials` normal variables).
 *
 * @param trials strategies that were tried, ≥ 1 (independent ones; correlated trials count for less)
 * @param variance of the Sharpe ratios across the trials, per observation
 * @returns Sharpe ratio per observation; 0 for a single trial
 * @example expectedMaximumSharpe(100, 0.5 / 250) // 0.1132
 */
export function expectedMaximumSharpe(trials: number, variance: number): number {
  if (!(trials > 1)) return trials === 1 ? 0 : NaN;
  const usual = normalQuantile(1 - 1 / trials);
  const extreme = normalQuantile(1 - 1 / (trials * E));
  return Math.sqrt(variance) * ((1 - EULER_MASCHERONI) * usual + EULER_MASCHERONI * extreme);
}

/**
 * Deflated Sharpe ratio: the probability that the true Sharpe ratio is above what luck alone would show after so many trials. A twentieth
 * try is judged as the twentieth.
 *
 * Source: Bailey & López de Prado (2014), eq. 2; their example (annual Sharpe 2.5 over five years of days, 100 trials, skewness −3, kurtosis
 * 10) gives 0.90.
 *
 * @example deflatedSharpe(moments, 100, 0.5 / 250)
 */
export function deflatedSharpe(moments: SharpeMoments, trials: number, variance: number): number {
  return probabilisticSharpe(moments, expectedMaximumSharpe(trials, variance));
}
