import type { SearchMethod } from '@hindcast/engine/sweep';
import { parseDimension, type OutcomeName } from '@hindcast/engine/sweep';
import { DEFAULT_COSTS, type Costs } from '@hindcast/engine/simulation';
import type { DatasetStore } from '../datasets/index.ts';
import { runSweep, type SweepReport, type SweepTrial } from './sweep/sweep-run.ts';
import {
  runValidation,
  validationDocument,
  type ValidationDocument,
  type ValidationRequest,
} from './validation-run.ts';
import { runWalkForward, type WalkForwardReport } from './walk-forward/walk-forward-run.ts';

/** What sweeps and walk-forwards are asked for with, as it travels: plain data. */
export interface TrialRequest {
  readonly dataset: string;
  /** Text of a strategy file, YAML or JSON. */
  readonly strategy: string;
  readonly vary: readonly string[];
  readonly method?: SearchMethod;
  readonly trials?: number;
  readonly objective?: OutcomeName;
  readonly minTrades?: number;
  readonly seed?: string;
  readonly timeframe?: string;
  readonly venue?: string;
  readonly symbols?: readonly string[];
  readonly equity?: number;
  readonly takerBps?: number;
  readonly slippageBps?: number;
  readonly funding?: boolean;
}

export interface SweepAsk extends TrialRequest {
  readonly best?: number;
}

export interface WalkAsk extends TrialRequest {
  readonly mode?: 'rolling' | 'anchored';
  readonly trainDays: number;
  readonly testDays: number;
  readonly purgeBars?: number;
  readonly embargoBars?: number;
}

/** A study that runs beside the server. */
export type StudyWork =
  | { readonly kind: 'validation'; readonly request: ValidationRequest }
  | { readonly kind: 'sweep'; readonly request: SweepAsk }
  | { readonly kind: 'walk'; readonly request: WalkAsk };

export type StudyResult = ValidationDocument | SweepReport | WalkForwardReport;

export interface StudyProgress {
  readonly done: number;
  readonly total: number;
  readonly detail: string;
}

export interface StudyHooks {
  onProgress: (progress: StudyProgress) => void;
  /** Trials of a sweep as they finish. */
  onTrials: (trials: readonly SweepTrial[]) => void;
  signal: AbortSignal;
}

/** Runs a study to its end. */
export async function runStudy(
  store: DatasetStore,
  work: StudyWork,
  hooks: StudyHooks,
): Promise<StudyResult> {
  const { signal, onProgress, onTrials } = hooks;
  if (work.kind === 'validation')
    return validationDocument(await runValidation(store, work.request, { signal, onProgress }));
  if (work.kind === 'sweep') {
    const { best } = work.request;
    return runSweep(
      store,
      { ...trialsOf(work.request), best },
      {
        signal,
        onTrials,
        onProgress: ({ done, total, stage, known }) =>
          onProgress({ done, total, detail: known > 0 ? `${stage}, ${known} known from before` : stage }),
      },
    );
  }
  const { mode, trainDays, testDays, purgeBars, embargoBars } = work.request;
  const plan = { mode, trainDays, testDays, purgeBars, embargoBars };
  return runWalkForward(
    store,
    { ...trialsOf(work.request), ...plan },
    {
      signal,
      onProgress: (done, total, detail) => onProgress({ done, total, detail }),
    },
  );
}

/** @throws HindcastError SWEEP_RANGE */
export function trialsOf(request: TrialRequest) {
  const { dataset, strategy, vary, method, trials, objective, minTrades, seed, timeframe, venue, symbols } =
    request;
  return {
    ...{ dataset, method, trials, objective, minTrades, seed, timeframe, venue, symbols },
    strategy: { name: 'strategy', file: 'strategy.yaml', text: strategy },
    dimensions: vary.map(parseDimension),
    equity: request.equity,
    costs: costsOf(request),
  };
}

export function costsOf({ takerBps, slippageBps, funding }: TrialRequest): Costs {
  return {
    ...DEFAULT_COSTS,
    ...(takerBps === undefined ? {} : { takerFee: takerBps / 10_000 }),
    ...(slippageBps === undefined ? {} : { slippage: { model: 'bps', bps: slippageBps } }),
    ...(funding === undefined ? {} : { funding }),
  };
}
