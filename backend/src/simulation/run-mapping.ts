import { DEFAULT_COSTS, DEFAULT_OPTIONS, type SimulationReport } from '@hindcast/engine/simulation';
import type { RunEntity } from '../database/entities/run.entity.ts';
import type { RunFailure, RunInputs, RunState, RunSummary } from './dto/run.dto.ts';

/** Inputs that have no column of their own. */
export type StoredInputs = Omit<
  RunInputs,
  'dataset' | 'datasetDigest' | 'timeframe' | 'strategy' | 'engineVersion'
>;

/** The figures that lists of runs show. */
export const HEADLINE = ['netPnl', 'returnPct', 'maxDrawdownPct', 'sharpe', 'hitRate', 'trades'] as const;
export type Headline = Record<(typeof HEADLINE)[number], number | null>;

/** How far a run is that waits or is under way. */
export interface Advance {
  readonly progress: number;
  readonly stage: string;
}

export function headlineOf({ numbers }: SimulationReport): Headline {
  return Object.fromEntries(HEADLINE.map((name) => [name, numbers[name]])) as Headline;
}

const NO_HEADLINE = Object.fromEntries(HEADLINE.map((name) => [name, null])) as Headline;

/** A stored run as it is answered; `advance` while it has not ended. */
export function summaryOf(run: RunEntity, advance?: Advance): RunSummary {
  const { id, dataset, datasetDigest, timeframe, strategyName, strategyHash, engineVersion } = run;
  const { createdAt, startedAt, finishedAt, digest, rerunOf, expectedDigest } = run;
  const lanes = run.lanes as { venue: string; symbol: string }[];
  const done = run.state === 'done';
  return {
    id,
    state: run.state as RunState,
    progress: done ? 1 : (advance?.progress ?? 0),
    stage: advance?.stage ?? run.state,
    failure: run.failure as RunFailure | null,
    ...{ dataset, datasetDigest, timeframe },
    symbols: [...new Set(lanes.map(({ symbol }) => symbol))],
    venues: [...new Set(lanes.map(({ venue }) => venue))],
    ...{ strategyName, strategyHash },
    parameters: (run.inputs as Partial<StoredInputs>).parameters ?? {},
    ...{ engineVersion, createdAt, startedAt, finishedAt },
    ...((run.headline as Headline | null) ?? NO_HEADLINE),
    ...{ digest, rerunOf, expectedDigest },
    same: done && rerunOf !== null ? digest === expectedDigest : null,
  };
}

/** The recorded inputs of a run; a run from before they were recorded had the defaults. */
export function inputsOf(run: RunEntity): RunInputs {
  const { dataset, datasetDigest, timeframe, strategy, engineVersion } = run;
  const stored = run.inputs as Partial<StoredInputs>;
  return {
    ...{ dataset, datasetDigest, timeframe },
    venue: stored.venue ?? null,
    symbols: stored.symbols ?? null,
    from: stored.from ?? null,
    to: stored.to ?? null,
    strategy,
    parameters: stored.parameters ?? {},
    config: stored.config ?? {},
    costs: stored.costs ?? DEFAULT_COSTS,
    initialCapital: stored.initialCapital ?? DEFAULT_OPTIONS.equity,
    seed: stored.seed ?? null,
    engineVersion,
  };
}
