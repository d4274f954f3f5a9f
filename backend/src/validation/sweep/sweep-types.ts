import type { Costs, SimulationReport } from '@hindcast/engine/simulation';
import type {
  Dimension,
  OutcomeName,
  OutcomeNumbers,
  SearchMethod,
  Stability,
  SweepJudgement,
} from '@hindcast/engine/sweep';
import type { LaneWish, StrategyFile } from '../../simulation/run/index.ts';

export interface SweepRequest extends LaneWish {
  readonly dataset: string;
  readonly strategy: StrategyFile;
  readonly dimensions: readonly Dimension[];
  readonly method?: SearchMethod;
  /** How many trials a random or Bayesian search makes; a grid has as many as it has points. */
  readonly trials?: number;
  readonly objective?: OutcomeName;
  /** Trials with fewer trades do not count. */
  readonly minTrades?: number;
  /** How many of the best are run again through the pipeline and reported in full. */
  readonly best?: number;
  readonly seed?: string | number;
  readonly equity?: number;
  readonly costs?: Costs;
  readonly workers?: number;
  /** Forget what an earlier run of the same sweep has left. */
  readonly fresh?: boolean;
}

/** One trial of the list: values in the order of the dimensions. */
export interface SweepTrial {
  readonly index: number;
  readonly values: readonly number[];
  readonly numbers: OutcomeNumbers;
  /** The objective, turned so that more is better; NaN where the trial does not count. */
  readonly score: number;
}

export interface SweepReport {
  readonly id: string;
  readonly dataset: { readonly name: string; readonly digest: string; readonly simulated: boolean };
  readonly strategy: { readonly name: string; readonly hash: string };
  readonly lanes: readonly { readonly venue: string; readonly symbol: string; readonly timeframe: string }[];
  readonly dimensions: readonly Dimension[];
  readonly method: SearchMethod;
  readonly objective: OutcomeName;
  readonly minTrades: number;
  readonly seed: string | number;
  readonly trials: readonly SweepTrial[];
  /** Places in `trials`, the best first, each with its report from the pipeline. */
  readonly best: readonly { readonly trial: number; readonly report: SimulationReport }[];
  /** The best by what their neighbours reach. */
  readonly plateaus: readonly Stability[];
  readonly judgement: SweepJudgement;
  readonly how: {
    readonly walked: number;
    readonly barByBar: number;
    readonly resumed: number;
    readonly why: string | null;
    /** That there were fewer different trials than asked for; what is missing where nothing was traded. */
    readonly notes: readonly string[];
  };
  readonly engineVersion: string;
}

export interface SweepProgress {
  readonly done: number;
  readonly total: number;
  readonly stage: 'trials' | 'reports';
  /** Trials that an earlier run of the same sweep has left. */
  readonly known: number;
  /** Best score so far, and where. */
  readonly best: { readonly index: number; readonly score: number } | null;
}

export interface SweepHooks {
  onProgress?: (progress: SweepProgress) => void;
  /** Hears of every finished piece: trials [from, from + length). */
  onTrials?: (trials: readonly SweepTrial[]) => void;
  signal?: AbortSignal;
}
