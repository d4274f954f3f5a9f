import { Inject, Injectable, Optional } from '@nestjs/common';
import { HindcastError, Market, type EngineConfig, type Tape, type Timeframe } from '@hindcast/engine';
import type { LaneRef } from '@hindcast/engine/wire';
import { totalmem } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { withNumbers, type ConfigNumbers } from '../config/config-numbers.ts';
import { ENVIRONMENT } from '../config/config.module.ts';
import { engineConfig } from '../config/engine-config.ts';
import type { Environment } from '../config/environment.ts';
import { DatasetStore, type Dataset, type LaneManifest } from '../datasets/index.ts';
import { estimateBytes, RecordedMarket } from './recorded-market.ts';

/** Injection token: how many bytes of columns the pool may hold. */
export const POOL_BYTES = Symbol('pool bytes');

/** Two thirds of the memory that the process may use; the rest stays for everything else. */
const DEFAULT_BYTES = Math.floor((Math.min(totalmem(), process.constrainedMemory() || Infinity) * 2) / 3);

export interface MarketRequest {
  dataset: string;
  timeframe: Timeframe;
  /** All lanes of the timeframe when left out. */
  lanes?: readonly LaneRef[];
  /** Other numbers for the configuration: such a market is one of its own. */
  config?: ConfigNumbers;
}

/** A market in somebody's hands. It stays in memory until every holder has let go. */
export interface MarketHold {
  readonly recorded: RecordedMarket;
  release(): void;
}

interface Entry {
  holders: number;
  /** An estimate until it is loaded; derived columns are added later. */
  bytes: () => number;
  tapes: Tape[];
  loading: Promise<RecordedMarket>;
}

/**
 * Recordings in memory, each computed once however many sessions and requests look at it. What nobody holds is kept,
 * in case somebody comes back, until the memory is needed; unless it is {@link RecordedMarket.crowded}.
 */
@Injectable()
export class MarketPool {
  /** In the order of last use: the first is the first to go. */
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  readonly #config: EngineConfig;

  constructor(
    private readonly store: DatasetStore,
    @Optional() @Inject(POOL_BYTES) limit?: number,
    @Optional() @Inject(ENVIRONMENT) environment?: Environment,
  ) {
    this.#limit = limit ?? DEFAULT_BYTES;
    this.#config = engineConfig(environment ?? { pairs: [] });
  }

  /**
   * Opens a recording, or takes part in one that is open. Nothing is computed yet.
   *
   * @throws HindcastError DATASET_UNKNOWN, LANE_UNKNOWN, TIMEFRAME_UNKNOWN, or RECORDINGS_MEMORY_FULL when what
   * others hold leaves no room.
   */
  async acquire(request: MarketRequest): Promise<MarketHold> {
    const dataset = await this.store.open(request.dataset);
    const lanes = chooseLanes(dataset, request);
    const { timeframe, config = {} } = request;
    const key = JSON.stringify([dataset.digest, timeframe, lanes.map((l) => [l.venue, l.symbol]), config]);
    const entry =
      this.#entries.get(key) ?? this.#load(key, dataset, lanes, withNumbers(config, this.#config));
    entry.holders++;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return this.#hold(key, entry);
  }

  /** Bytes of the columns in memory, and how many markets they belong to. */
  usage(): { markets: number; held: number; bytes: number } {
    const entries = [...this.#entries.values()];
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes(), 0);
    return { markets: entries.length, held: entries.filter((entry) => entry.holders > 0).length, bytes };
  }

  async #hold(key: string, entry: Entry): Promise<MarketHold> {
    let held = true;
    const release = (): void => {
      if (held) entry.holders--;
      held = false;
    };
    try {
      const recorded = await entry.loading;
      const letGo = (): void => {
        release();
        if (entry.holders === 0 && recorded.crowded) this.#leave(key, entry);
      };
      return { recorded, release: letGo };
    } catch (error) {
      release();
      throw error;
    }
  }

  #load(key: string, dataset: Dataset, lanes: readonly LaneManifest[], config: EngineConfig): Entry {
    const bytes = estimateBytes(lanes.length, rowsOf(lanes));
    this.#makeRoom(bytes, dataset.name);
    const tapes: Tape[] = [];
    const entry: Entry = {
      holders: 0,
      bytes: () => bytes,
      tapes,
      loading: this.#open(dataset, lanes, tapes, config),
    };
    this.#entries.set(key, entry);
    entry.loading.then(
      (recorded) => (entry.bytes = () => recorded.bytes),
      () => this.#forget(key, entry),
    );
    return entry;
  }

  async #open(
    dataset: Dataset,
    lanes: readonly LaneManifest[],
    tapes: Tape[],
    config: EngineConfig,
  ): Promise<RecordedMarket> {
    for (const lane of lanes) tapes.push(await this.store.openTape(dataset, lane));
    return new RecordedMarket(dataset, await marketOf(tapes, config));
  }

  #makeRoom(bytes: number, name: string): void {
    const idle = [...this.#entries].filter(([, entry]) => entry.holders === 0);
    while (this.usage().bytes + bytes > this.#limit) {
      const oldest = idle.shift();
      if (!oldest) throw this.#full(bytes, name);
      this.#forget(...oldest);
    }
  }

  /** Its memory goes with the last reference to it: whoever has just let go may have an answer under way. */
  #leave(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
  }

  #forget(key: string, entry: Entry): void {
    this.#leave(key, entry);
    for (const tape of entry.tapes.splice(0)) this.store.closeTape(tape);
  }

  #full(bytes: number, name: string): HindcastError {
    const megabytes = (n: number): string => `${Math.ceil(n / 1e6)} MB`;
    return new HindcastError(
      'RECORDINGS_MEMORY_FULL',
      `"${name}" takes ${megabytes(bytes)}; ${megabytes(this.usage().bytes)} of ${megabytes(this.#limit)} are in use.`,
      'Close another replay, or open fewer symbols and venues.',
      { field: 'lanes' },
    );
  }
}

/** Lays the columns out lane by lane, between which everybody else gets the event loop. */
async function marketOf(tapes: readonly Tape[], config: EngineConfig): Promise<Market> {
  const steps = Market.inSteps(tapes, { config });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await nextTurn();
  }
}

/** Rows of the grid that covers all lanes. */
function rowsOf(lanes: readonly LaneManifest[]): number {
  const from = Math.min(...lanes.map((lane) => lane.range.from));
  const to = Math.max(...lanes.map((lane) => lane.range.to));
  const longest = lanes.reduce((most, lane) => Math.max(most, lane.rows + lane.missingBars), 1);
  const step = Math.min(
    ...lanes.map((lane) => (lane.range.to - lane.range.from) / (lane.rows + lane.missingBars)),
  );
  return Math.max(longest, Math.round((to - from) / step));
}

/** The lanes of the manifest that were asked for, in that order. */
function chooseLanes(dataset: Dataset, { timeframe, lanes }: MarketRequest): LaneManifest[] {
  const all = dataset.manifest.lanes.filter((lane) => lane.timeframe === timeframe);
  if (all.length === 0) {
    throw new HindcastError(
      'TIMEFRAME_UNKNOWN',
      `Dataset "${dataset.name}" has no ${timeframe} bars.`,
      `It has: ${dataset.manifest.timeframes.join(', ')}.`,
      { field: 'timeframe' },
    );
  }
  if (!lanes) return all;
  const chosen = lanes.map(({ venue, symbol }) => {
    const lane = all.find((one) => one.venue === venue && one.symbol === symbol);
    if (lane) return lane;
    const known = all.map((one) => `${one.venue} ${one.symbol}`).join(', ');
    throw new HindcastError(
      'LANE_UNKNOWN',
      `Dataset "${dataset.name}" has no ${venue} ${symbol} ${timeframe}.`,
      `It has: ${known}.`,
      { field: 'lanes' },
    );
  });
  return [...new Set(chosen)];
}
