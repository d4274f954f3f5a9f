import type { Random } from '../numeric/random.ts';
import { log } from '../numeric/log.ts';
import { refuse, type Answer } from './answer.ts';
import { automaticBlockLength } from './block-length.ts';
import { BlockResampler } from './block-resampler.ts';
import { longRunVariance } from './long-run-variance.ts';
import type { Sample } from './sample.ts';

export interface RealityCheckOptions {
  readonly random: Random;
  readonly replicates?: number;
  /**
   * Mean block length; `auto` takes the median of what the runs ask for: the longest of many noisy estimates grows with their number, and
   * leaves too few blocks to resample.
   */
  readonly blockLength?: number | 'auto';
}

export interface RealityCheck {
  /** Index of the best run. */
  readonly best: number;
  /** Its mean performance above the benchmark, per period. */
  readonly bestMean: number;
  /** White: chance that the best of so many useless runs looks this good. Never too small, often too large. */
  readonly pValue: number;
  /** Hansen's SPA (consistent, studentised): not blunted by hopeless runs in the sweep. */
  readonly spaPValue: number;
  /** Sharpe ratio per period that the best of as many useless runs, as alike as these, shows on average. */
  readonly luckySharpe: number;
  readonly blockLength: number;
}

/**
 * White's reality check over a sweep: is the best run better than the benchmark, given that the best of all was looked at? All
 * runs are resampled together in the same blocks, so that their correlation is kept. Hansen's test of superior predictive ability is
 * computed on the same resamples.
 *
 * Sources: H. White, "A reality check for data snooping", Econometrica 68 (2000); P. R. Hansen, "A test for superior predictive ability",
 * Journal of Business & Economic Statistics 23 (2005).
 *
 * @param runs performance per period of each run less that of the benchmark (net returns, when the benchmark is to stay out)
 * @returns p-values, or a sentence: no run, fewer than 10 periods, a hole, different lengths
 * @example realityCheck(runs, { random: seededRandom(3) }).pValue
 */
export function realityCheck(runs: readonly Sample[], options: RealityCheckOptions): Answer<RealityCheck> {
  const refusal = unfit(runs);
  if (refusal) return refuse(refusal);
  const rows = runs[0].length;
  const wanted = options.blockLength ?? 'auto';
  const blockLength = wanted === 'auto' ? middleOf(runs.map((run) => automaticBlockLength(run))) : wanted;
  const means = Float64Array.from(runs, (run) => meanOf(run));
  const deviations = Float64Array.from(runs, (run, k) => deviationOf(run, means[k]));
  const errors = Float64Array.from(runs, (run, k) => standardErrorOf(run, deviations[k]));
  const replicates = options.replicates ?? 1000;
  const resampler = new BlockResampler(runs, blockLength, options.random);
  const sums = new Float64Array(runs.length);
  const best = means.reduce((top, value, k) => (value > means[top] ? k : top), 0);
  const studentised = largest(means.length, (k) => means[k] / errors[k]);
  const nulls = means.map((mean, k) => consistentNull(mean, errors[k], rows));
  let white = 0;
  let spa = 0;
  let lucky = 0;
  for (let b = 0; b < replicates; b++) {
    resampler.draw(sums);
    if (largest(means.length, (k) => sums[k] / rows - means[k]) >= means[best]) white++;
    if (largest(means.length, (k) => (sums[k] / rows - nulls[k]) / errors[k]) >= studentised) spa++;
    lucky += largest(means.length, (k) => (sums[k] / rows - means[k]) / deviations[k]);
  }
  return {
    ok: true,
    best,
    bestMean: means[best],
    pValue: (white + 1) / (replicates + 1),
    // The statistic is max(0, …): with no run above the benchmark there is nothing to be found.
    spaPValue: studentised > 0 ? (spa + 1) / (replicates + 1) : 1,
    luckySharpe: lucky / replicates,
    blockLength,
  };
}

function unfit(runs: readonly Sample[]): string | undefined {
  if (runs.length === 0) return 'There is no run to judge.';
  const n = runs[0].length;
  if (n < 10) return `${n} periods are too few for resampling; at least 10 are needed.`;
  for (let k = 0; k < runs.length; k++) {
    if (runs[k].length !== n)
      return `Run ${k} has ${runs[k].length} periods and run 0 has ${n}; all must cover the same.`;
    for (let i = 0; i < n; i++)
      if (!Number.isFinite(runs[k][i]))
        return `Period ${i} of run ${k} is ${runs[k][i]}, not a finite number.`;
  }
  return undefined;
}

/** Hansen's recentring: a run so bad that it cannot be the best is left where it is instead of being lifted to 0. */
function consistentNull(mean: number, error: number, rows: number): number {
  const threshold = -error * Math.sqrt(2 * log(Math.max(log(rows), 1)));
  return mean >= threshold ? mean : 0;
}

function meanOf(run: Sample): number {
  let sum = 0;
  for (let i = 0; i < run.length; i++) sum += run[i];
  return sum / run.length;
}

/** Population standard deviation; of a run that never differs ∞, so that it is never the luckiest. */
function deviationOf(run: Sample, mean: number): number {
  let sum = 0;
  for (let i = 0; i < run.length; i++) sum += (run[i] - mean) * (run[i] - mean);
  return sum > 1e-14 * mean * mean * run.length ? Math.sqrt(sum / run.length) : Infinity;
}

function middleOf(values: number[]): number {
  values.sort((a, b) => a - b);
  return values[values.length >> 1];
}

/**
 * Of the mean. A negative long-run variance (an alternating run) falls back on the plain one, which is too large rather than too small; a run
 * that never differs gets 1, so that its mean (0 for one that never traded) stands as it is.
 */
function standardErrorOf(run: Sample, deviation: number): number {
  if (deviation === Infinity) return 1;
  const { variance } = longRunVariance(run);
  return (variance > 0 ? Math.sqrt(variance) : deviation) / Math.sqrt(run.length);
}

function largest(count: number, value: (k: number) => number): number {
  let top = -Infinity;
  for (let k = 0; k < count; k++) {
    const v = value(k);
    if (v > top) top = v;
  }
  return top;
}
