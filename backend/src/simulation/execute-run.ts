import { HindcastError } from '@hindcast/engine';
import {
  equityCurve,
  TRADE_FIELDS,
  type Costs,
  type EquityCurve,
  type SimulationReport,
} from '@hindcast/engine/simulation';
import { withNumbers } from '../config/config-numbers.ts';
import type { DatasetStore } from '../datasets/index.ts';
import { noteSimulation } from '../validation/simulation-trial.ts';
import type { RunInputs } from './dto/run.dto.ts';
import { pack } from './packed.ts';
import type { Advance } from './run-mapping.ts';
import { readStrategy, runSimulation } from './run/index.ts';
import type { RunOutcome } from './run-thread.ts';

/** Points of the equity curve that are kept: enough for any screen. */
export const CURVE_POINTS = 8_192;
/** Untraded signals that are kept with the report, those with the highest regret. */
const MISSED_KEPT = 1_000;
/** Shares of the work, as progress shows them. */
const OPENED = 0.05;
const PLAYED = 0.9;

/** The columns of a stored curve, in their order. */
export const CURVE_COLUMNS = [
  'time',
  'equity',
  'low',
  'high',
  'drawdownPct',
  'buyAndHold',
  'exposurePct',
] as const satisfies readonly (keyof EquityCurve)[];

/**
 * Makes a run from its recorded inputs and returns what is kept of it.
 *
 * @throws HindcastError RUN_DATASET_CHANGED when the recording of that name is another one by now, and what
 * `runSimulation` throws
 */
export async function executeRun(
  store: DatasetStore,
  inputs: RunInputs,
  onAdvance: (advance: Advance) => void,
): Promise<RunOutcome> {
  onAdvance({ progress: 0, stage: 'opening the recording' });
  const strategy = readStrategy(inputs.strategy, { params: inputs.parameters });
  const { from, to, seed, initialCapital } = inputs;
  const { dataset, simulation, report, release } = await runSimulation(
    store,
    {
      dataset: inputs.dataset,
      strategy,
      config: withNumbers(inputs.config),
      timeframe: inputs.timeframe,
      venue: inputs.venue ?? undefined,
      symbols: inputs.symbols ?? undefined,
      options: { equity: initialCapital, costs: inputs.costs as Costs },
      ...{ from, to, seed },
    },
    {
      onProgress: (row, total) =>
        onAdvance({ progress: OPENED + (PLAYED - OPENED) * (row / total), stage: 'simulating' }),
    },
  );
  try {
    if (dataset.digest !== inputs.datasetDigest) throw changed(inputs.dataset);
    await noteSimulation(store, dataset.digest, report);
    onAdvance({ progress: PLAYED, stage: 'reporting' });
    const { trades } = simulation.book;
    const curve = equityCurve(simulation, CURVE_POINTS);
    return {
      report: shortened(report),
      digest: report.resultDigest,
      trades: pack(trades.data.slice(0, trades.length * TRADE_FIELDS.length)),
      equity: pack(Float64Array.from(CURVE_COLUMNS.flatMap((column) => curve[column]))),
    };
  } finally {
    release();
  }
}

/** The report with the untraded signals that mattered most. */
function shortened(report: SimulationReport): SimulationReport {
  if (report.missed.length <= MISSED_KEPT) return report;
  const missed = report.missed.toSorted((a, b) => b.regret - a.regret).slice(0, MISSED_KEPT);
  return { ...report, missed: missed.toSorted((a, b) => a.row - b.row) };
}

function changed(dataset: string): HindcastError {
  return new HindcastError(
    'RUN_DATASET_CHANGED',
    `The dataset "${dataset}" has become another one since the run was asked for.`,
    'Start a new run.',
    { field: 'dataset' },
  );
}
