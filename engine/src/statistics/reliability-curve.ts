import { effectiveSampleSize, type Overlap } from './effective-sample-size.ts';
import { requireBetween, requireSample, type Sample } from './sample.ts';
import { wilsonInterval, type Interval } from './wilson.ts';

/** Events with about the same score. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly events: number;
  /** Independent observations that they amount to. */
  readonly effectiveEvents: number;
  readonly meanScore: number;
  /** With its Wilson interval on the effective number of events. */
  readonly hitRate: Interval;
}

export interface Calibration {
  readonly bins: readonly ReliabilityBin[];
  readonly events: number;
  /** Mean squared difference of score and outcome; 0 is perfect, the share's own p·(1 − p) is no skill. */
  readonly brier: number;
  /** Mean |hit rate − mean score| over the bins, weighted by events. */
  readonly calibrationError: number;
  /** How far the bins' hit rates spread around the overall one: what the score tells apart. */
  readonly resolution: number;
  /** Whether the hit rate never falls from one bin to the next higher one. */
  readonly monotone: boolean;
}

/**
 * Reliability curve: does a higher score really hit more often, and does a score of 0.7 hit in 70 %?
 *
 * Source: A. H. Murphy, "A new vector partition of the probability score", J. Applied Meteorology 12 (1973).
 *
 * @param scores in [0, 1]: confluence scores, or tiers divided by the highest
 * @param hits 1 or 0 per event
 * @param bins a number of equal steps over [0, 1], or `distinct`: one bin per value that occurs (thirds, tiers)
 * @param overlap how events share their outcomes; without it, they count in full
 * @returns empty bins left out; NaN figures without events
 * @throws HindcastError SAMPLE_NOT_FINITE, SAMPLE_TOO_SMALL (lengths differ), STATISTICS_SETTING (score outside [0, 1])
 * @example reliabilityCurve(scores, hits, 'distinct').bins[2].hitRate
 */
export function reliabilityCurve(
  scores: Sample,
  hits: Sample,
  bins: number | 'distinct' = 10,
  confidence = 0.95,
  overlap?: Overlap,
): Calibration {
  requireSample(scores, 0, 'scores');
  requireSample(hits, scores.length, 'hits');
  for (let i = 0; i < scores.length; i++) requireBetween(scores[i], 0, 1, `scores[${i}]`);
  const edges = bins === 'distinct' ? distinctEdges(scores) : equalEdges(bins);
  const filled = edges
    .map(([from, to], k) => fillBin({ scores, hits, overlap }, from, to, k === edges.length - 1, confidence))
    .filter((bin) => bin.events > 0);
  return { bins: filled, ...summary(filled, scores, hits) };
}

function equalEdges(count: number): [number, number][] {
  return Array.from({ length: count }, (_, k) => [k / count, (k + 1) / count]);
}

function distinctEdges(scores: Sample): [number, number][] {
  return [...new Set(Array.from(scores))].sort((a, b) => a - b).map((value) => [value, value]);
}

interface Scored {
  readonly scores: Sample;
  readonly hits: Sample;
  readonly overlap?: Overlap;
}

function fillBin(
  { scores, hits, overlap }: Scored,
  from: number,
  to: number,
  last: boolean,
  confidence: number,
): ReliabilityBin {
  const rows: number[] = [];
  let events = 0;
  let hitCount = 0;
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i];
    if (score < from || score > to || (score === to && from !== to && !last)) continue;
    events++;
    hitCount += hits[i];
    sum += score;
    if (overlap) rows.push(overlap.rows[i]);
  }
  const effectiveEvents = overlap
    ? effectiveSampleSize(
        rows.sort((a, b) => a - b),
        overlap.horizon,
      )
    : events;
  const hitRate = wilsonInterval((hitCount / events) * effectiveEvents, effectiveEvents, confidence);
  return { from, to, events, effectiveEvents, meanScore: sum / events, hitRate };
}

function summary(bins: ReliabilityBin[], scores: Sample, hits: Sample): Omit<Calibration, 'bins'> {
  const events = scores.length;
  let brier = 0;
  let hitCount = 0;
  for (let i = 0; i < events; i++) {
    brier += (scores[i] - hits[i]) * (scores[i] - hits[i]);
    hitCount += hits[i];
  }
  const overall = hitCount / events;
  let error = 0;
  let resolution = 0;
  for (const bin of bins) {
    const rate = bin.hitRate.estimate;
    error += bin.events * Math.abs(rate - bin.meanScore);
    resolution += bin.events * (rate - overall) * (rate - overall);
  }
  const monotone = bins.every((bin, k) => k === 0 || bin.hitRate.estimate >= bins[k - 1].hitRate.estimate);
  return {
    events,
    brier: brier / events,
    calibrationError: error / events,
    resolution: resolution / events,
    monotone,
  };
}
