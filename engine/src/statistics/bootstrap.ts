import { quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import type { Random } from '../numeric/random.ts';
import { automaticBlockLength } from './block-length.ts';
import type { LongRun } from './long-run-variance.ts';
import { normalQuantile } from './normal-quantile.ts';
import { asNumbers, requireBetween, type Sample } from './sample.ts';
import { tQuantile } from './t-distribution.ts';
import type { Interval } from './wilson.ts';

export interface BootstrapOptions {
  /** Source of chance: the same seed gives the same result. */
  random: Random;
  /** How many resamples; 1,000 for an interval, more for small p-values (the smallest is 1/(replicates + 1)). */
  replicates?: number;
  /** Mean block length in observations, ≥ 1; `auto` = Politis–White. */
  blockLength?: number | 'auto';
  /** `auto` chooses no shorter blocks than this: the horizon over which outcomes overlap. */
  leastBlockLength?: number;
  /** Nominal coverage of the interval. */
  confidence?: number;
}

/** The sampling distribution of a statistic under the bootstrap. */
export interface Bootstrap extends Interval {
  /** Standard deviation of the replicates. */
  standardError: number;
  /** The statistic on each resample, sorted ascending. */
  replicates: Float64Array;
  /** Mean block length that was used. */
  blockLength: number;
  /** Number of blocks in a resample: how many independent pieces of evidence there are. */
  blocks: number;
}

/** Block length that the options ask for. */
export function blockLengthFor(sample: Sample, options: BootstrapOptions, longRun?: LongRun): number {
  const { blockLength = 'auto', leastBlockLength = 1 } = options;
  if (blockLength !== 'auto') return blockLength;
  return Math.min(sample.length, Math.max(automaticBlockLength(sample, longRun), leastBlockLength));
}

/** Draws the replicates. */
export function replicate(options: BootstrapOptions, draw: () => number): Float64Array {
  const count = options.replicates ?? 1000;
  requireBetween(count, 2, 10_000_000, 'replicates');
  const replicates = new Float64Array(count);
  for (let i = 0; i < count; i++) replicates[i] = draw();
  return replicates;
}

/** Puts a bootstrap together; sorts the replicates. */
export function summarise(
  estimate: number,
  replicates: Float64Array,
  blockLength: number,
  blocks: number,
  options: BootstrapOptions,
): Bootstrap {
  const confidence = options.confidence ?? 0.95;
  requireBetween(confidence, Number.EPSILON, 1 - Number.EPSILON, 'confidence');
  replicates.sort();
  return {
    estimate,
    low: quantileSorted(asNumbers(replicates), (1 - confidence) / 2),
    high: quantileSorted(asNumbers(replicates), (1 + confidence) / 2),
    confidence,
    standardError: sampleStandardDeviation(asNumbers(replicates)),
    replicates,
    blockLength,
    blocks,
  };
}

/** By how much an interval from so few blocks must be wider than the normal one. */
export function fewBlocksFactor(blocks: number): number {
  return tQuantile(0.975, Math.max(3, blocks)) / normalQuantile(0.975);
}
