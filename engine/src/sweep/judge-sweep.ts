import type { Random } from '../numeric/random.ts';
import { backtestOverfitting } from '../statistics/backtest-overfitting.ts';
import { realityCheck } from '../statistics/reality-check.ts';
import { deflatedSharpe, probabilisticSharpe, sharpeMoments } from '../statistics/sharpe.ts';

/** What is left of the best run of a sweep once it is known that it is the best of many. Fractions; NaN where `reasons` say why. */
export interface SweepJudgement {
  /** Probability that the true Sharpe ratio is above what so many useless trials would show at best. */
  readonly deflatedSharpe: number;
  /** Trials that it was deflated for: those of the ledger included. */
  readonly trials: number;
  /** Probability that the best in one half of the time is below the median in the other (CSCV). */
  readonly overfitting: number;
  /** Runs that the overfitting and the reality check were computed over. */
  readonly sampled: number;
  /** White's reality check and Hansen's SPA: chance that the best of so many useless runs looks this good. */
  readonly realityCheckP: number;
  readonly spaP: number;
  readonly word: 'holds' | 'overfitted' | 'cannot be told from luck' | 'cannot be judged';
  readonly sentence: string;
  /** Why a figure is missing. */
  readonly reasons: readonly string[];
}

export interface SweepEvidence {
  /** Daily net returns of the best run. */
  readonly best: Float64Array;
  /** Daily net returns of a sample of the trials, the best one among them. */
  readonly sample: readonly Float64Array[];
  /** Daily Sharpe ratio of every trial; NaN for one without. */
  readonly sharpes: ArrayLike<number>;
  /** Variants tried on these data before. */
  readonly earlier: number;
  readonly random: Random;
}

const CONFIDENT = 0.95;
const NO_BEST = { ok: false, reason: 'no trial counts.' } as const;
const share = (x: number): string => `${(100 * x).toFixed(0)} %`;

/**
 * Judges the best of a sweep three ways: against the number of tries (deflated Sharpe ratio), against its own other half of time (CSCV),
 * and against the best that chance makes of runs as alike as these (reality check).
 */
export function judgeSweep({ best, sample, sharpes, earlier, random }: SweepEvidence): SweepJudgement {
  const reasons: string[] = [];
  const known = Array.from(sharpes).filter((sharpe) => sharpe === sharpe);
  const trials = sharpes.length + earlier;
  const moments = sharpeMoments(best);
  if (!moments.ok) reasons.push(`Deflated Sharpe ratio: ${moments.reason}`);
  const deflated = moments.ok ? deflatedSharpe(moments, trials, variance(known)) : NaN;
  // Without a best run there is nothing that could be fitted, or lucky.
  const found = best.length > 0;
  const cscv = found ? backtestOverfitting(sample, blocksFor(best.length)) : NO_BEST;
  if (!cscv.ok) reasons.push(`Probability of overfitting: ${cscv.reason}`);
  const check = found ? realityCheck(sample, { random: random.fork('reality check') }) : NO_BEST;
  if (!check.ok) reasons.push(`Reality check: ${check.reason}`);
  const overfitting = cscv.ok ? cscv.probability : NaN;
  const realityCheckP = check.ok ? check.pValue : NaN;
  const spaP = check.ok ? check.spaPValue : NaN;
  const figures = {
    deflatedSharpe: deflated,
    trials,
    overfitting,
    sampled: sample.length,
    realityCheckP,
    spaP,
  };
  const alone = moments.ok ? probabilisticSharpe(moments, 0) : NaN;
  return { ...figures, ...wordFor(figures, alone), reasons };
}

/** @param alone probability that the true Sharpe ratio is above 0, had nothing else been tried */
function wordFor(
  f: Pick<SweepJudgement, 'deflatedSharpe' | 'trials' | 'overfitting' | 'realityCheckP'>,
  alone: number,
): { word: SweepJudgement['word']; sentence: string } {
  const facts =
    `deflated Sharpe ratio ${known(f.deflatedSharpe)} as the best of ${f.trials} trials, ` +
    `probability of overfitting ${known(f.overfitting)}, reality check p ${f.realityCheckP === f.realityCheckP ? f.realityCheckP.toFixed(3) : 'unknown'}`;
  if (!(f.deflatedSharpe === f.deflatedSharpe))
    return { word: 'cannot be judged', sentence: `It cannot be judged: ${facts}.` };
  const lucky = f.deflatedSharpe < CONFIDENT || f.realityCheckP > 1 - CONFIDENT;
  // It would have passed as the only one, yet of so many worthless tries the best would on average have looked better still.
  const searched = alone >= CONFIDENT && f.deflatedSharpe < 0.5;
  if (f.overfitting >= 0.5 || (lucky && f.overfitting > 0.3) || searched)
    return { word: 'overfitted', sentence: `The best run is fitted to the past: ${facts}.` };
  if (lucky)
    return { word: 'cannot be told from luck', sentence: `The best run cannot be told from luck: ${facts}.` };
  return { word: 'holds', sentence: `The best run holds against the number of tries: ${facts}.` };
}

const known = (x: number): string => (x === x ? share(x) : 'unknown');

/** Even, at least 4 days to a block where there are that many; 16 at most. */
function blocksFor(days: number): number {
  return Math.max(4, Math.min(16, 2 * Math.floor(days / 8)));
}

function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1);
}
