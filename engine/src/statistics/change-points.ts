import { kolmogorovTail } from './kolmogorov-tail.ts';
import { longRunVariance } from './long-run-variance.ts';
import { requireBetween, requireSample, type Sample } from './sample.ts';

/** A place where the mean of a series changes. */
export interface ChangePoint {
  /** First observation of the new level. */
  readonly index: number;
  /** Mean of the segment before, back to the previous change, and of the segment after, up to the next. */
  readonly before: number;
  readonly after: number;
  /** Chance of such a break in a series whose mean never changes. */
  readonly pValue: number;
}

export interface ChangePointOptions {
  /** Breaks are reported below this p-value. */
  readonly level?: number;
  /** Shortest segment, in observations. */
  readonly shortest?: number;
}

/**
 * CUSUM change points: when did a signal stop (or begin) to work? Binary segmentation by the largest deviation of the cumulated sum
 * from a straight line, tested against the Brownian bridge with the long-run variance, so that mere autocorrelation is not
 * mistaken for a break.
 *
 * Sources: E. S. Page, Biometrika 41 (1954); R. L. Brown, J. Durbin, J. M. Evans, JRSS B 37 (1975); W. Ploberger, W. Krämer,
 * Econometrica 60 (1992) for the distribution (Kolmogorov's).
 *
 * @param sample hits (0 or 1) or net returns of events in time order, finite
 * @returns breaks in time order; none where the sample is shorter than two segments
 * @throws HindcastError SAMPLE_NOT_FINITE, STATISTICS_SETTING
 * @example changePoints(hits).map((c) => times[c.index])
 */
export function changePoints(sample: Sample, options: ChangePointOptions = {}): ChangePoint[] {
  const { level = 0.01, shortest = 20 } = options;
  requireSample(sample, 0, 'observations');
  requireBetween(level, 0, 1, 'level');
  requireBetween(shortest, 2, Infinity, 'shortest');
  const found = new Map<number, number>();
  // Counted from the first value, so that a constant is exactly 0 and its rounding is no change.
  const shifted = Float64Array.from(sample, (value) => value - sample[0]);
  search(shifted, 0, sample.length, level, shortest, found);
  const indices = [...found.keys()].sort((a, b) => a - b);
  return indices.map((index, k) => ({
    index,
    before: meanOf(sample, k > 0 ? indices[k - 1] : 0, index),
    after: meanOf(sample, index, indices[k + 1] ?? sample.length),
    pValue: found.get(index)!,
  }));
}

function search(
  sample: Float64Array,
  from: number,
  to: number,
  level: number,
  shortest: number,
  found: Map<number, number>,
): void {
  if (to - from < 2 * shortest) return;
  const { index, statistic } = largestCusum(sample, from, to, shortest);
  const pValue = kolmogorovTail(statistic);
  if (!(pValue < level)) return;
  found.set(index, pValue);
  search(sample, from, index, level, shortest, found);
  search(sample, index, to, level, shortest, found);
}

/**
 * Largest |S_k − (k/n)·S_n| / (σ·√n). How the series depends on its past is seen about the two means that the break leaves; of a series
 * that never breaks they are one, so that what lies between them is variance as well: without it the place that was looked for in a
 * short sample has taken the very deviation away that it is measured with.
 */
function largestCusum(
  sample: Float64Array,
  from: number,
  to: number,
  shortest: number,
): { index: number; statistic: number } {
  const n = to - from;
  const mean = meanOf(sample, from, to);
  let sum = 0;
  let largest = 0;
  let index = from + shortest;
  for (let i = from; i < to - shortest; i++) {
    sum += sample[i] - mean;
    if (i + 1 - from >= shortest && Math.abs(sum) > largest) {
      largest = Math.abs(sum);
      index = i + 1;
    }
  }
  const left = meanOf(sample, from, index);
  const right = meanOf(sample, index, to);
  const residuals = sample.slice(from, to).map((value, i) => value - (from + i < index ? left : right));
  const { variance } = longRunVariance(residuals);
  const plain = residuals.reduce((total, r) => total + r * r, 0) / n;
  const between = ((left - right) * (left - right) * (index - from) * (to - index)) / (n * n);
  // An estimate below the plain variance (an alternating series, or chance) is not followed: it errs on the side of no break.
  const scale = Math.sqrt((Math.max(variance, plain) + between) * n);
  return {
    index,
    statistic: largest > 0 ? largest / scale : 0,
  };
}

function meanOf(sample: Sample, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += sample[i];
  return sum / (to - from);
}
