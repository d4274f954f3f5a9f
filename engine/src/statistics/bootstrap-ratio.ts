import { sampleStandardDeviation } from 'simple-statistics';
import { BlockResampler } from './block-resampler.ts';
import {
  blockLengthFor,
  fewBlocksFactor,
  replicate,
  summarise,
  type Bootstrap,
  type BootstrapOptions,
} from './bootstrap.ts';
import { longRunVariance } from './long-run-variance.ts';
import { asNumbers, requireSample, type Sample } from './sample.ts';

/**
 * Stationary bootstrap of the mean, in a fraction of the time of {@link stationaryBootstrap} and with its two known
 * faults corrected: blocks cut dependence at their seams, so that the replicates vary too little (they are stretched to the
 * long-run variance), and with few blocks that variance is itself uncertain (stretched again, from the normal to the t
 * quantile with as many degrees of freedom as there are blocks). Without this a nominal 95 % interval covers some 92 % of
 * autocorrelated series; with it 93 to 97 % (coverage.spec.ts).
 *
 * @throws HindcastError SAMPLE_TOO_SMALL, SAMPLE_NOT_FINITE, STATISTICS_SETTING
 * @example bootstrapMean(forwardReturns, { random: seededRandom(1) }).low
 */
export function bootstrapMean(sample: Sample, options: BootstrapOptions): Bootstrap {
  requireSample(sample, 2, 'observations');
  return bootstrapRatio(sample, new Float64Array(sample.length).fill(1), options);
}

/**
 * Stationary bootstrap of Σ numerator / Σ denominator over the rows of a series: a hit rate among the bars with a signal,
 * a mean forward return given a condition. Rows are resampled, signals and non-signals alike, so that the clustering of
 * signals in time is part of the uncertainty. A resample without any denominator is drawn again. Corrected as
 * {@link bootstrapMean}, with the long-run variance of the ratio's linearisation, numerator − ratio·denominator.
 *
 * @param numerator per row; 0 where the row does not take part
 * @param denominator per row, ≥ 0, with a positive sum; 0 where the row does not take part
 * @throws HindcastError SAMPLE_TOO_SMALL (also when the denominators sum to 0), SAMPLE_NOT_FINITE, STATISTICS_SETTING
 * @example bootstrapRatio(hitAtSignal, isSignal, { random: seededRandom(1), blockLength: 48 })
 */
export function bootstrapRatio(numerator: Sample, denominator: Sample, options: BootstrapOptions): Bootstrap {
  requireSample(numerator, 2, 'numerators');
  requireSample(denominator, numerator.length, 'denominators');
  const rows = numerator.length;
  const top = total(numerator);
  const bottom = total(denominator);
  if (!(bottom > 0)) requireSample([], 1, 'rows that take part');
  const influence = new Float64Array(rows);
  for (let i = 0; i < rows; i++) influence[i] = numerator[i] - (top / bottom) * denominator[i];
  const longRun = longRunVariance(influence);
  const blockLength = blockLengthFor(influence, options, longRun);
  const resampler = new BlockResampler([numerator, denominator], blockLength, options.random);
  const sums = new Float64Array(2);
  const replicates = replicate(options, () => {
    do resampler.draw(sums);
    while (
      // Prefix sums leave rounding behind: a sum that should be 0 may come out as 1e-16 of the whole.
      !(sums[1] > 1e-9 * bottom)
    );
    return sums[0] / sums[1];
  });
  const longRunError = Math.sqrt(Math.max(0, longRun.variance) * rows) / bottom;
  const blocks = Math.min(rows / blockLength, bottom, evenBlocks(influence, blockLength));
  stretch(replicates, top / bottom, longRunError, blocks);
  return summarise(top / bottom, replicates, blockLength, blocks, options);
}

/** Widens replicates about the estimate; see {@link bootstrapMean}. Never narrows them. */
function stretch(replicates: Float64Array, estimate: number, standardError: number, blocks: number): void {
  const spread = sampleStandardDeviation(asNumbers(replicates));
  if (!(spread > 0)) return;
  const factor = Math.max(1, standardError / spread) * fewBlocksFactor(blocks);
  for (let i = 0; i < replicates.length; i++) replicates[i] = estimate + factor * (replicates[i] - estimate);
}

/**
 * How many blocks of equal weight the sums over blocks amount to: the degrees of freedom of their variance, 2m / (kurtosis − 1)
 * of m blocks. With normal sums that is m; where few blocks carry most of what is seen (rare signals, a market that is calm for
 * long), their variance is known as badly as from those few.
 *
 * Source: F. E. Satterthwaite, "An approximate distribution of estimates of variance components", Biometrics Bulletin 2 (1946);
 * the variance of a sample variance after H. Cramér, "Mathematical Methods of Statistics" (1946), §27.4.
 */
function evenBlocks(influence: Float64Array, blockLength: number): number {
  const length = Math.max(1, Math.round(blockLength));
  let blocks = 0;
  let squares = 0;
  let fourths = 0;
  for (let start = 0; start + length <= influence.length; start += length) {
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += influence[i];
    blocks++;
    squares += sum * sum;
    fourths += sum * sum * sum * sum;
  }
  if (!(squares > 0)) return blocks;
  const kurtosis = (blocks * fourths) / (squares * squares);
  return kurtosis > 1 ? Math.min(blocks, (2 * blocks) / (kurtosis - 1)) : blocks;
}

function total(values: Sample): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}
