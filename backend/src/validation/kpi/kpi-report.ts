import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Market, type Tape } from '@hindcast/engine';
import type { SimulationReport } from '@hindcast/engine/simulation';
import { detectionsOf, parseTruth, scoreDetectors, type DetectorScore } from '@hindcast/engine/testing';
import type { DatasetStore } from '../../datasets/index.ts';
import {
  compileFile,
  runSimulation,
  shippedStrategies,
  wantedLanes,
  type LaneWish,
} from '../../simulation/run/index.ts';
import { noteSimulation } from '../simulation-trial.ts';
import { interrupted, runValidation, type ValidationReport } from '../validation-run.ts';

export interface KpiRequest extends LaneWish {
  readonly dataset: string;
}

/** One shipped strategy over the dataset, or why it could not run. */
export interface StrategyKpi {
  readonly name: string;
  readonly report: SimulationReport | null;
  readonly problem: string | null;
}

/** The key figures of a dataset, all of them computed from it. */
export interface KpiReport {
  readonly at: number;
  /** The part of the dataset that was asked for; empty for all of it. */
  readonly part: LaneWish;
  readonly validation: ValidationReport;
  readonly strategies: readonly StrategyKpi[];
  /** Detectors against the planted truth; null where nothing is planted. */
  readonly truth: readonly DetectorScore[] | null;
  /** Null where the recording is too short to be timed. */
  readonly speed: SpeedKpi | null;
}

/** What this machine does with the recording's lanes. */
export interface SpeedKpi {
  readonly cpu: string;
  readonly lanes: number;
  /** Bars of all lanes per second, in blocks as a backtest takes them. */
  readonly barsPerSecond: number;
  /** One time slice of all lanes, bar by bar as live takes them, ms. */
  readonly sliceP50: number;
  readonly sliceP99: number;
  /** Lanes that one core carries when every one brings a bar a second. */
  readonly capacity: number;
}

export interface KpiHooks {
  onProgress?: (done: number, total: number, detail: string) => void;
  signal?: AbortSignal;
}

/** The hit rate that a simulated strategy is meant to reach. */
export const HIT_RATE_GOAL = 0.6;
const TRUTH_FILE = 'truth.json';
/** Slices that are timed one by one. */
const TIMED = 2_000;
/** Of fewer there is no slowest hundredth. */
export const LEAST_TIMED = 100;

/** Collects the key figures: validates, simulates the shipped strategies, measures. */
export async function collectKpis(
  store: DatasetStore,
  request: KpiRequest,
  hooks: KpiHooks = {},
): Promise<KpiReport> {
  const files = await shippedStrategies();
  const total = files.length + 2;
  let done = 0;
  const step = (detail: string): void => {
    if (hooks.signal?.aborted) throw interrupted();
    hooks.onProgress?.(done++, total, detail);
  };
  step('signals');
  const validation = await runValidation(store, request, { signal: hooks.signal });
  const strategies: StrategyKpi[] = [];
  for (const file of files) {
    step(file.name);
    strategies.push(await simulateOne(store, request, file, hooks.signal));
  }
  step('speed');
  return {
    at: Date.now(),
    part: partOf(request),
    validation,
    strategies,
    ...(await measure(store, request)),
  };
}

/** What was asked for and no more, each symbol once. */
function partOf({ venue, symbols, timeframe }: LaneWish): LaneWish {
  return {
    ...(venue !== undefined && { venue }),
    ...(symbols && { symbols: [...new Set(symbols)].sort() }),
    ...(timeframe !== undefined && { timeframe }),
  };
}

async function simulateOne(
  store: DatasetStore,
  request: KpiRequest,
  file: Awaited<ReturnType<typeof shippedStrategies>>[number],
  signal: AbortSignal | undefined,
): Promise<StrategyKpi> {
  try {
    const strategy = await compileFile(file);
    const { dataset, report, release } = await runSimulation(store, { ...request, strategy }, { signal });
    release();
    await noteSimulation(store, dataset.digest, report);
    return { name: strategy.name, report, problem: null };
  } catch (error) {
    if (signal?.aborted) throw error;
    // A pair whose second leg is not recorded is no fault of the report.
    return { name: file.name, report: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function measure(
  store: DatasetStore,
  request: KpiRequest,
): Promise<Pick<KpiReport, 'truth' | 'speed'>> {
  const dataset = await store.open(request.dataset);
  const { wanted } = wantedLanes(dataset.manifest, request);
  const tapes: Tape[] = [];
  try {
    for (const lane of wanted) tapes.push(await store.openTape(dataset, lane));
    const market = new Market(tapes);
    const speed = timeMarket(market);
    return { truth: await truthOf(join(dataset.folder, TRUTH_FILE), market, request), speed };
  } finally {
    for (const tape of tapes) store.closeTape(tape);
  }
}

/** Advances a fresh market to its end: the first part in blocks, the last one slice by slice. */
function timeMarket(market: Market): SpeedKpi | null {
  const timed = Math.min(TIMED, Math.floor(market.rows / 2));
  const blocks = market.rows - timed;
  const lanes = market.lanes.length;
  const started = performance.now();
  market.advance(blocks);
  const seconds = (performance.now() - started) / 1_000;
  const slices = Array.from({ length: timed }, (_, k) => {
    const from = performance.now();
    market.advance(blocks + k + 1);
    return performance.now() - from;
  }).sort((a, b) => a - b);
  if (timed < LEAST_TIMED) return null;
  const sliceP50 = slices[slices.length >> 1];
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    lanes,
    barsPerSecond: (blocks * lanes) / seconds,
    sliceP50,
    sliceP99: slices[Math.floor(slices.length * 0.99)],
    capacity: Math.floor((1_000 * lanes) / sliceP50),
  };
}

/** Detectors are compared where something is planted and every lane is looked at. */
async function truthOf(file: string, market: Market, request: KpiRequest): Promise<DetectorScore[] | null> {
  if (request.symbols || request.venue) return null;
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return null;
  return scoreDetectors(detectionsOf(market), parseTruth(text, file).events);
}
