import { Market, type LaneKey, type Tape } from '@hindcast/engine';
import type { Costs } from '@hindcast/engine/simulation';
import type { Strategy } from '@hindcast/engine/strategy';
import { whyNotFlat } from '@hindcast/engine/sweep';
import { DEFAULT_OPTIONS } from '@hindcast/engine/simulation';
import { missingOf } from '@hindcast/engine/validation';
import type { Dataset, DatasetStore, LaneManifest } from '../../datasets/index.ts';
import { chooseLanes, type LaneWish, type StrategyFile } from '../../simulation/run/index.ts';
import { shareTape, tapeFrom } from './shared-tape.ts';
import { compilerOf } from './strategy-source.ts';
import type { TrialWork } from './trial-jobs.ts';

/** A dataset opened for trials of a strategy. */
export interface OpenWork {
  readonly dataset: Dataset;
  readonly strategy: Strategy;
  readonly lanes: readonly LaneKey[];
  /** The same lanes as they are recorded. */
  readonly traded: readonly LaneManifest[];
  readonly work: TrialWork;
  /** Why trials go bar by bar; null where they are walked. */
  readonly whyBarByBar: string | null;
  close(): void;
}

/** Opens what trials of a strategy need: as `hindcast simulate` would, once for all of them. */
export async function openWork(
  store: DatasetStore,
  request: LaneWish & { readonly dataset: string; readonly strategy: StrategyFile },
  names: readonly string[],
  equity: number,
  costs: Costs,
): Promise<OpenWork> {
  const compile = await compilerOf(request.strategy);
  const strategy = compile({});
  const dataset = await store.open(request.dataset);
  const choice = chooseLanes(dataset.manifest, strategy, request);
  const opened: Tape[] = [];
  const openAll = async (lanes: readonly LaneManifest[]): Promise<Tape[]> => {
    const tapes: Tape[] = [];
    for (const lane of lanes) tapes.push(await store.openTape(dataset, lane));
    opened.push(...tapes);
    return tapes;
  };
  const inside = strategy.stopLoss ?? strategy.takeProfit ?? strategy.trailingStop;
  const tapes = await openAll(choice.watched);
  const finer = inside === null && strategy.leverage === 1 ? [] : await openAll(choice.finer);
  const lanes = choice.traded.map(({ venue, symbol, timeframe }): LaneKey => ({ venue, symbol, timeframe }));
  return {
    dataset,
    strategy,
    lanes,
    traded: choice.traded,
    whyBarByBar: whyNotFlat(strategy, lanes.length, { ...DEFAULT_OPTIONS, costs }),
    work: {
      tapes: tapes.map(shareTape),
      finer: finer.map(shareTape),
      traded: lanes.map(({ venue, symbol }) => ({ venue, symbol })),
      strategy: request.strategy,
      names,
      equity,
      costs,
      datasetDigest: dataset.digest,
    },
    close: () => opened.forEach((tape) => store.closeTape(tape)),
  };
}

/** What the strategy reads that has no value on any bar of the lanes it trades. */
export function missingIn({ work, strategy }: OpenWork): string[] {
  const market = new Market(work.tapes.map(tapeFrom), { metrics: strategy.columns, pairs: false });
  market.advance(market.rows);
  const lanes = work.traded.flatMap(({ venue, symbol }) => market.lane(venue, symbol) ?? []);
  return missingOf(lanes, strategy.columns);
}
