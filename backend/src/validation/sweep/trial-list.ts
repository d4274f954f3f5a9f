import { OUTCOME_DOCS, type OutcomeNumbers } from '@hindcast/engine/sweep';
import type { Settled } from './sweep-settings.ts';
import type { SweepProgress, SweepTrial } from './sweep-types.ts';
import type { TrialResult } from './trial-jobs.ts';

/** The trials of a sweep as they come in, in whatever order, each scored by the objective. */
export class TrialList {
  /** By index; empty places are not done yet. */
  readonly trials: SweepTrial[];
  readonly results: TrialResult[];
  done = 0;
  /** The best so far. */
  best: SweepProgress['best'] = null;
  readonly #settled: Settled;

  constructor(settled: Settled) {
    this.#settled = settled;
    this.trials = new Array(settled.trials);
    this.results = new Array(settled.trials);
  }

  /** Takes trials [from, from + results.length) and answers them as they are shown. */
  take(from: number, values: readonly number[][], results: readonly TrialResult[]): SweepTrial[] {
    const fresh = results.map(({ numbers }, k): SweepTrial => {
      return { index: from + k, values: values[k], numbers, score: this.#scoreOf(numbers) };
    });
    fresh.forEach((trial, k) => {
      const { index, score } = trial;
      this.trials[index] = trial;
      this.results[index] = results[k];
      if (score > (this.best?.score ?? -Infinity)) this.best = { index, score };
    });
    this.done += fresh.length;
    return fresh;
  }

  /** Indices of the trials that count, the best first; equals in the order of the search. */
  ranked(): number[] {
    return this.trials
      .filter(({ score }) => score === score)
      .sort((a, b) => b.score - a.score || a.index - b.index)
      .map(({ index }) => index);
  }

  #scoreOf(numbers: OutcomeNumbers): number {
    const { objective, minTrades } = this.#settled;
    if (numbers.trades < minTrades) return NaN;
    return numbers[objective] * (OUTCOME_DOCS[objective].better === -1 ? -1 : 1);
  }
}
