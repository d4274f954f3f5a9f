import { pow } from '../numeric/exp.ts';
import { log } from '../numeric/log.ts';
import type { Random } from '../numeric/random.ts';
import { backtestOverfitting } from '../statistics/backtest-overfitting.ts';
import { effectiveTrials } from '../statistics/effective-trials.ts';
import { realityCheck } from '../statistics/reality-check.ts';
import {
  deflatedSharpe,
  probabilisticSharpe,
  sharpeMoments,
  type SharpeMoments,
} from '../statistics/sharpe.ts';
import { wordFor, type SweepFigures, type SweepWord } from './sweep-word.ts';

/** What is left of the best run of a sweep once it is known that it is the best of many. Fractions; NaN where `reasons` say why. */
export interface SweepJudgement extends SweepFigures {
  readonly word: SweepWord;
  readonly sentence: string;
  /** Why a figure is missing. */
  readonly reasons: readonly string[];
}

/** Trials at most, the best among them, over whose days the two halves of time and the reality check are asked. */
export const MOST_SAMPLED = 400;

export interface SweepEvidence {
  /** Daily net returns of the best run. */
  readonly best: Float64Array;
  /** Daily net returns of a sample of the trials that could have been chosen, the best one first. */
  readonly sample: readonly Float64Array[];
  /** Daily Sharpe ratio of every trial; NaN for one without. */
  readonly sharpes: ArrayLike<number>;
  /** How many of the trials, from the first on, were chosen without regard to results; all of them where a search does not learn. */
  readonly blind?: number;
  /** Variants tried on these data before: of each backtest 1, of each sweep as many as it had. */
  readonly earlier: readonly number[];
  readonly random: Random;
}

const NO_BEST = { ok: false, reason: 'no trial counts.' } as const;

/**
 * Judges the best of a sweep three ways: against the number of tries (Sharpe ratio deflated for independent ones), against its own other half of time (CSCV),
 * and against the best that chance makes of runs as alike as these (reality check, SPA).
 */
export function judgeSweep(evidence: SweepEvidence): SweepJudgement {
  const { best, sample, sharpes, earlier, random, blind = sharpes.length } = evidence;
  const reasons: string[] = [];
  const moments = sharpeMoments(best);
  if (!moments.ok) reasons.push(`Deflated Sharpe ratio: ${moments.reason}`);
  // Without a best run there is nothing that could be fitted, or lucky.
  const found = best.length > 0;
  const cscv = found ? backtestOverfitting(sample, blocksFor(best.length)) : NO_BEST;
  if (!cscv.ok) reasons.push(`Probability of overfitting: ${cscv.reason}`);
  const check = found ? realityCheck(sample, { random: random.fork('reality check') }) : NO_BEST;
  if (!check.ok) reasons.push(`Reality check: ${check.reason}`);
  const counted = check.ok
    ? independentTrials(check.luckySharpe * Math.sqrt(best.length), sample.length, blind, earlier) +
      (sharpes.length - blind)
    : NaN;
  const figures: SweepFigures = {
    deflatedSharpe: moments.ok ? deflate(moments, counted, sharpes, earlier) : NaN,
    publishedDeflatedSharpe: moments.ok ? publishedDeflation(moments, sharpes, earlier) : NaN,
    trials: sharpes.length + sum(earlier),
    independentTrials: counted,
    overfitting: cscv.ok ? cscv.probability : NaN,
    lossProbability: cscv.ok ? cscv.lossProbability : NaN,
    sampled: sample.length,
    realityCheckP: check.ok ? check.pValue : NaN,
    spaP: check.ok ? check.spaPValue : NaN,
  };
  const alone = moments.ok ? probabilisticSharpe(moments, 0) : NaN;
  return { ...figures, ...wordFor(figures, alone), reasons };
}

/**
 * How many independent tries all variants come to. The sample says what power of its size it comes to (1 where variants have nothing in
 * common, near 0 for twins), and the whole sweep is held to that power. How alike earlier variants were is not known: each earlier sweep
 * counts by the same power, and by no less than the square root. A trial that a search has chosen by the results before it goes
 * after the best, luck included: those count in full, beside what this returns.
 */
function independentTrials(
  expectedMaximum: number,
  sampled: number,
  trials: number,
  earlier: readonly number[],
): number {
  const power = sampled > 1 ? Math.min(1, log(effectiveTrials(expectedMaximum)) / log(sampled)) : 1;
  const others = Math.max(power, 0.5);
  return pow(trials, power) + sum(earlier.map((variants) => pow(variants, others)));
}

/**
 * The Sharpe ratio deflated for independent tries. Of worthless tries the ratios scatter by their standard error, 1/√(n − 1) (Lo 2002): what
 * they scatter beyond it are real differences between variants, most of them to the bad, and no reason to expect more of luck (Hansen 2005
 * argues so of hopeless models). Where nothing can be resampled, every trial counts as independent and scatter is what it is.
 */
function deflate(
  moments: SharpeMoments,
  independent: number,
  sharpes: ArrayLike<number>,
  earlier: readonly number[],
): number {
  return independent === independent
    ? deflatedSharpe(moments, independent, 1 / (moments.observations - 1))
    : publishedDeflation(moments, sharpes, earlier);
}

/** Bailey & López de Prado's deflated Sharpe ratio (2014, eq. 1 and 2), every trial counted as an independent one. */
function publishedDeflation(
  moments: SharpeMoments,
  sharpes: ArrayLike<number>,
  earlier: readonly number[],
): number {
  const known = Array.from(sharpes).filter((sharpe) => sharpe === sharpe);
  return deflatedSharpe(moments, sharpes.length + sum(earlier), variance(known));
}

/** Even, at least 4 days to a block where there are that many; 16 at most. */
function blocksFor(days: number): number {
  return Math.max(4, Math.min(16, 2 * Math.floor(days / 8)));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) * (value - mean))) / (values.length - 1);
}
