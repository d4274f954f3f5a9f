import type { SimulationReport } from '@hindcast/engine/simulation';
import type { DatasetStore } from '../datasets/index.ts';
import { trialKey, TrialLedger } from './trial-ledger.ts';

/**
 * Writes a simulation into the ledger of its dataset: a backtest that somebody looked at is a try. The same run again is the same try.
 */
export async function noteSimulation(
  store: DatasetStore,
  digest: string,
  { strategy, lanes, range, costs, config, numbers }: SimulationReport,
): Promise<void> {
  await TrialLedger.beside(store.folders).append(digest, [
    {
      key: trialKey({
        ...{ simulate: strategy.hash, lanes, from: range.from, to: range.to, costs },
        // Left out where nothing was changed: what the ledger holds from before there were any stays the same try.
        ...(Object.keys(config).length > 0 && { config }),
      }),
      kind: 'simulate',
      what: strategy.name,
      trials: 1,
      pValues: [],
      sharpe: numbers.sharpe,
      sharpeVariance: null,
    },
  ]);
}
