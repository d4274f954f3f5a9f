import type { Costs } from '@hindcast/engine/simulation';
import type { MonteCarloTrades } from '@hindcast/engine/statistics';
import type { Dimension, OutcomeName, OutcomeNumbers, SearchMethod } from '@hindcast/engine/sweep';
import type { LaneWish, StrategyFile } from '../../simulation/run/index.ts';
import type { OpenWork } from '../sweep/open-work.ts';

export interface WalkForwardRequest extends LaneWish {
  readonly dataset: string;
  readonly strategy: StrategyFile;
  readonly dimensions: readonly Dimension[];
  readonly method?: SearchMethod;
  readonly trials?: number;
  readonly objective?: OutcomeName;
  /** Trials with fewer trades in training do not count. */
  readonly minTrades?: number;
  readonly mode?: 'rolling' | 'anchored';
  /** Days of training, of test, and left out between them. */
  readonly trainDays: number;
  readonly testDays: number;
  /** Bars by which a trade reaches ahead: taken off the end of training. */
  readonly purgeBars?: number;
  readonly embargoBars?: number;
  readonly seed?: string | number;
  readonly equity?: number;
  readonly costs?: Costs;
  readonly workers?: number;
}

/** One step: what was chosen in training and what it did in the test. */
export interface WalkForwardStep {
  readonly train: { readonly from: number; readonly to: number };
  readonly test: { readonly from: number; readonly to: number };
  /** Values chosen, in the order of the dimensions; null where no trial counted, so that nothing was traded. */
  readonly values: readonly number[] | null;
  readonly trained: OutcomeNumbers | null;
  readonly tested: OutcomeNumbers | null;
  readonly efficiency: number;
}

export interface WalkForwardReport {
  readonly dataset: { readonly name: string; readonly digest: string; readonly simulated: boolean };
  readonly strategy: { readonly name: string; readonly hash: string };
  readonly lanes: OpenWork['lanes'];
  readonly dimensions: readonly Dimension[];
  readonly plan: {
    readonly mode: 'rolling' | 'anchored';
    readonly trainDays: number;
    readonly testDays: number;
    readonly purgeBars: number;
    readonly embargoBars: number;
  };
  readonly objective: OutcomeName;
  readonly seed: string | number;
  readonly steps: readonly WalkForwardStep[];
  /** Out-of-sample equity at day ends, test after test, compounded. */
  readonly equity: { readonly time: readonly number[]; readonly value: readonly number[] };
  readonly outOfSample: {
    readonly returnPct: number;
    readonly sharpe: number;
    readonly maxDrawdownPct: number;
    readonly trades: number;
    readonly wins: number;
    /**
     * Probability that the true Sharpe ratio is above what so many tries show by chance: Bailey and López de Prado's formula, with the
     * variance that worthless ratios have, 1/(n − 1), since the record that is judged is a single one.
     */
    readonly deflatedSharpe: number;
  };
  /** What of the gain per row in training was left in the tests. */
  readonly efficiency: number;
  /**
   * How deep could it have gone? Of the trades in another order (null where there are too few), of the days in another order, and of days
   * drawn in blocks. Null with too few days.
   */
  readonly monteCarlo: {
    readonly trades: MonteCarloTrades | null;
    readonly shuffled: MonteCarloTrades;
    readonly blocks: MonteCarloTrades;
  } | null;
  readonly word: 'holds' | 'does not hold';
  readonly sentence: string;
  readonly engineVersion: string;
}

export interface WalkForwardHooks {
  onProgress?: (done: number, total: number, detail: string) => void;
  signal?: AbortSignal;
}
