import { isAbsolute, join } from 'node:path';
import { existsSync } from 'node:fs';
import {
  didYouMean,
  HindcastError,
  Market,
  TIMEFRAMES,
  type EngineConfig,
  type Lane,
  type Tape,
} from '@hindcast/engine';
import { tradeRows } from '@hindcast/engine/simulation';
import type { TradeRow } from '@hindcast/engine/wire';
import type { Dataset, DatasetManifest, DatasetStore, LaneManifest } from '../datasets/index.ts';
import { compileFile, findStrategy, runSimulation } from '../simulation/run/index.ts';
import { costsOf } from '../simulation/run/trading-costs.ts';
import { engineConfig } from './engine-config.ts';
import { observe } from './observe.ts';
import type { Outcome, StrategyOutcome, TradeLine } from './outcome.ts';
import type { SuiteCase } from './suite-file.ts';
import type { CaseStrategy } from './suite-schema.ts';
import { measureThroughput } from './throughput.ts';

/** A case that is ready to run: its dataset is in the store under `storeName`. */
export interface Job {
  readonly one: SuiteCase;
  readonly storeName: string;
  /** Another configuration than the suite's: that of the golden file, when a difference is looked for. */
  readonly config?: EngineConfig;
}

export interface Computed {
  readonly outcome: Outcome;
  readonly market: Market;
}

/**
 * Runs one case: the market over its lanes, then each strategy as `hindcast simulate` would.
 *
 * @throws HindcastError DATASET_OTHER, LANE_UNKNOWN, STRATEGY_UNKNOWN and what the store and the simulation refuse
 */
export async function runCase(store: DatasetStore, job: Job): Promise<Computed> {
  const { one } = job;
  const config = job.config ?? engineConfig(one);
  const dataset = await openDataset(store, job);
  const tapes = await openTapes(store, dataset, one);
  const market = new Market(tapes, { config });
  for (const lane of market.lanes) for (const name of one.columns) requireColumn(lane, name, one);
  market.advance(market.rows);
  const strategies: StrategyOutcome[] = [];
  for (const use of one.strategies) strategies.push(await trade(store, job, use, config));
  return {
    market,
    outcome: {
      schemaVersion: 1,
      case: one.id,
      dataset: { name: one.dataset.name, digest: dataset.digest },
      timeframe: tapes[0].key.timeframe,
      config,
      streams: observe(market),
      strategies,
      throughput: one.performance ? measureThroughput(tapes, config) : null,
    },
  };
}

function requireColumn(lane: Lane, name: string, one: SuiteCase): void {
  try {
    lane.require(name);
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    const place = { file: one.suiteFile, field: 'columns' };
    throw new HindcastError(error.code, `${one.id}: ${error.message}`, error.action, place);
  }
}

async function openDataset(store: DatasetStore, { one, storeName }: Job): Promise<Dataset> {
  const dataset = await store.open(storeName);
  if (dataset.digest === one.dataset.digest) return dataset;
  throw new HindcastError(
    'DATASET_OTHER',
    `${one.id}: dataset "${one.dataset.name}" has the digest ${dataset.digest.slice(0, 16)}…, and the suite wants ${one.dataset.digest.slice(0, 16)}….`,
    'Use the dataset that the suite was made for, or write its new digest into the suite and run with --update.',
    { file: one.suiteFile },
  );
}

async function openTapes(store: DatasetStore, dataset: Dataset, one: SuiteCase): Promise<Tape[]> {
  const lanes = lanesOf(dataset.manifest, one);
  const tapes: Tape[] = [];
  for (const lane of lanes) tapes.push(await store.openTape(dataset, lane));
  return tapes;
}

function lanesOf(manifest: DatasetManifest, one: SuiteCase): LaneManifest[] {
  const timeframe = one.timeframe ?? TIMEFRAMES.find((word) => manifest.timeframes.includes(word));
  const { venue, symbols } = one;
  if (one.timeframe && !manifest.timeframes.includes(one.timeframe))
    throw unknown(one, 'timeframe', one.timeframe, manifest.timeframes);
  if (venue && !manifest.venues.includes(venue)) throw unknown(one, 'venue', venue, manifest.venues);
  for (const symbol of symbols ?? [])
    if (!manifest.symbols.includes(symbol)) throw unknown(one, 'symbol', symbol, manifest.symbols);
  return manifest.lanes.filter(
    (lane) =>
      lane.timeframe === timeframe &&
      (venue === undefined || lane.venue === venue) &&
      (symbols === undefined || symbols.includes(lane.symbol)),
  );
}

async function trade(
  store: DatasetStore,
  { one, storeName }: Job,
  { use, params, costs }: CaseStrategy,
  config: EngineConfig,
): Promise<StrategyOutcome> {
  const beside = isAbsolute(use) ? use : join(one.folder, use);
  const file = await findStrategy(existsSync(beside) ? beside : use).catch((error: unknown) => {
    throw error instanceof HindcastError
      ? new HindcastError(error.code, `${one.id}: ${error.message}`, error.action, error.place)
      : error;
  });
  const strategy = await compileFile(file, params);
  const { simulation, report } = await runSimulation(store, {
    dataset: storeName,
    strategy,
    venue: one.venue,
    symbols: one.symbols,
    timeframe: one.timeframe,
    options: { costs: costsOf(costs) },
    config,
  });
  const given = Object.entries({ ...params, ...costs }).map(([name, value]) => `${name}=${value}`);
  return {
    name: [file.name, ...given].join(' '),
    hash: report.strategy.hash,
    params: report.strategy.params,
    digest: report.resultDigest,
    numbers: report.numbers,
    trades: tradeRows(simulation).map(tradeLine),
  };
}

export function tradeLine(trade: TradeRow): TradeLine {
  return {
    symbol: trade.symbol,
    side: trade.side,
    entryRow: trade.entryRow,
    entryPrice: trade.entryPrice,
    exitRow: trade.exitRow,
    exitPrice: trade.exitPrice,
    reason: trade.exitReason,
    netPnl: trade.netPnl,
    regret: trade.exitRegret,
  };
}

function unknown(one: SuiteCase, what: string, word: string, known: readonly string[]): HindcastError {
  return new HindcastError(
    'LANE_UNKNOWN',
    `${one.id}: dataset "${one.dataset.name}" has no ${what} "${word}".`,
    didYouMean(word, known) || `It has: ${known.join(', ')}.`,
    { file: one.suiteFile, field: what },
  );
}
