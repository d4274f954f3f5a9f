import { log } from '../numeric/log.ts';
import { refuse, type Answer } from './answer.ts';
import { HalfSharpes, halvesOf } from './block-sharpe.ts';
import type { Sample } from './sample.ts';

export interface BacktestOverfitting {
  /** Share of the splits in which the best in sample came out below the median out of sample. */
  readonly probability: number;
  /** Logit of the winner's relative rank out of sample, one per split, ω = rank/(runs + 1); ≤ 0 is at or below the median. */
  readonly logits: Float64Array;
  /** Sharpe ratios per observation of the winner, in and out of sample, one per split. */
  readonly inSample: Float64Array;
  readonly outOfSample: Float64Array;
  /** Share of the splits in which the winner lost out of sample. */
  readonly lossProbability: number;
  /** Slope of out-of-sample on in-sample Sharpe: negative when better looking runs do worse. NaN when all are alike. */
  readonly degradation: number;
  readonly splits: number;
}

/**
 * Ratios closer than this are of the same trades: variants that differ in another part of the time have equal returns here but for
 * rounding, since each return is a share of an equity of its own.
 */
const SAME_SHARPE = 1e-9;

/** More splits than this add nothing but time: C(16, 8) = 12,870. */
const MOST_BLOCKS = 20;

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation: the period is cut into blocks, every half of them
 * serves once as the sample in which the best run is picked and its other half as the future in which it is judged.
 *
 * Source: D. H. Bailey, J. M. Borwein, M. López de Prado, Q. J. Zhu, "The probability of backtest overfitting", Journal of Computational
 * Finance 20 (2017). Where several runs are best in sample, each might have been picked: their ranks and their ratios out of sample are
 * averaged, so that neither the order of the runs nor rounding has a say.
 *
 * @param runs returns per period of each run that was tried, all of one length; the same period in each
 * @param blocks even number of blocks, at least 4; 16 by default. Rows beyond a whole multiple are dropped from the start
 * @returns the probability, or a sentence: fewer than two runs, too few rows, holes, an odd number of blocks
 * @example backtestOverfitting(sweep.map((run) => run.dailyReturns)).probability // 0.43
 */
export function backtestOverfitting(runs: readonly Sample[], blocks = 16): Answer<BacktestOverfitting> {
  const refusal = unfit(runs, blocks);
  if (refusal) return refuse(refusal);
  const sharpes = new HalfSharpes(runs, blocks);
  const halves = halvesOf(blocks);
  const splits = halves.length;
  const logits = new Float64Array(splits);
  const inSample = new Float64Array(splits);
  const outOfSample = new Float64Array(splits);
  const trained = new Float64Array(runs.length);
  const tested = new Float64Array(runs.length);
  const all = (1 << blocks) - 1;
  for (let s = 0; s < splits; s++) {
    sharpes.over(halves[s], trained);
    sharpes.over(all ^ halves[s], tested);
    const largest = trained.reduce((most, value) => Math.max(most, value), -Infinity);
    let winners = 0;
    let ranks = 0;
    let tests = 0;
    for (let k = 0; k < runs.length; k++) {
      if (largest - trained[k] > SAME_SHARPE) continue;
      winners++;
      ranks += rankOf(tested, k);
      tests += tested[k];
    }
    const rank = ranks / winners;
    logits[s] = log(rank / (runs.length + 1 - rank));
    inSample[s] = largest;
    outOfSample[s] = tests / winners;
  }
  return {
    ok: true,
    probability: share(logits, (value) => value <= 0),
    logits,
    inSample,
    outOfSample,
    lossProbability: share(outOfSample, (value) => value < 0),
    degradation: slope(inSample, outOfSample),
    splits,
  };
}

function unfit(runs: readonly Sample[], blocks: number): string | undefined {
  if (!(blocks >= 4 && blocks <= MOST_BLOCKS && blocks % 2 === 0))
    return `${blocks} blocks cannot be halved in enough ways; give an even number from 4 to ${MOST_BLOCKS}.`;
  if (runs.length < 2)
    return 'With fewer than two runs nothing was chosen, so that nothing can be overfitted.';
  const n = runs[0].length;
  if (n < 2 * blocks) return `${n} periods are too few for ${blocks} blocks of at least two.`;
  for (let k = 0; k < runs.length; k++) {
    if (runs[k].length !== n)
      return `Run ${k} has ${runs[k].length} periods and run 0 has ${n}; all must cover the same.`;
    for (let i = 0; i < n; i++)
      if (!Number.isFinite(runs[k][i]))
        return `Period ${i} of run ${k} is ${runs[k][i]}, not a finite number.`;
  }
  return undefined;
}

/** Rank from 1 for the smallest; equals share theirs. */
function rankOf(values: Float64Array, which: number): number {
  let below = 0;
  let equal = 0;
  for (let k = 0; k < values.length; k++) {
    const lead = values[which] - values[k];
    if (lead > SAME_SHARPE) below++;
    else if (lead >= -SAME_SHARPE) equal++;
  }
  return below + (equal + 1) / 2;
}

function share(values: Float64Array, test: (value: number) => boolean): number {
  return values.filter(test).length / values.length;
}

function slope(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const mx = x.reduce((sum, value) => sum + value, 0) / n;
  const my = y.reduce((sum, value) => sum + value, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (let i = 0; i < n; i++) {
    sxx += (x[i] - mx) * (x[i] - mx);
    sxy += (x[i] - mx) * (y[i] - my);
  }
  return sxx > 0 ? sxy / sxx : NaN;
}
