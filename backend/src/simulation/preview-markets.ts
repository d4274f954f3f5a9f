import type { Tape } from '@hindcast/engine';
import type { LaneRef } from '@hindcast/engine/wire';
import type { ConfigNumbers } from '../config/config-numbers.ts';
import { type DatasetStore, type LaneManifest } from '../datasets/index.ts';
import type { MarketHold, MarketPool } from '../recordings/market-pool.ts';
import type { LaneChoice } from './run/index.ts';

/** Recordings that are kept open for sliders, and for how long after the last touch. */
const KEPT = 2;
const IDLE_MS = 120_000;

interface Entry {
  readonly hold: MarketHold;
  /** Tapes of a finer timeframe, opened when a strategy first needs them. */
  finer: Promise<Tape[]> | null;
  users: number;
  timer: NodeJS.Timeout | null;
}

const refOf = ({ venue, symbol }: LaneManifest): LaneRef => ({ venue, symbol });

/** An open recording in somebody's hands. */
export interface PreviewMarket {
  readonly recorded: MarketHold['recorded'];
  finer(lanes: readonly LaneManifest[]): Promise<Tape[]>;
  release(): void;
}

/** The recordings that sliders move over: open and computed, so that only the strategy is new each time. */
export class PreviewMarkets {
  readonly #store: DatasetStore;
  readonly #pool: MarketPool;
  /** In the order of last use: the first is the first to go. */
  readonly #entries = new Map<string, Promise<Entry>>();

  constructor(store: DatasetStore, pool: MarketPool) {
    this.#store = store;
    this.#pool = pool;
  }

  /** The market of a choice of lanes under a configuration; `digest` is of the dataset that they are in. */
  async open(
    dataset: string,
    digest: string,
    choice: LaneChoice,
    config: ConfigNumbers,
  ): Promise<PreviewMarket> {
    const { timeframe } = choice;
    const [lanes, traded] = [choice.watched.map(refOf), choice.traded.map(refOf)];
    const key = JSON.stringify([digest, timeframe, lanes, traded, config]);
    const opening = this.#entries.get(key) ?? this.#open({ dataset, timeframe, lanes, config }, key);
    this.#entries.delete(key);
    this.#entries.set(key, opening);
    const entry = await opening;
    entry.users++;
    if (entry.timer) clearTimeout(entry.timer);
    entry.timer = null;
    this.#trim(key);
    return {
      recorded: entry.hold.recorded,
      finer: (wanted) => (entry.finer ??= this.#finer(entry, wanted)),
      release: () => this.#release(key, entry),
    };
  }

  /** Gives everything back that nobody uses. */
  async close(): Promise<void> {
    const entries = await Promise.allSettled(this.#entries.values());
    this.#entries.clear();
    for (const entry of entries) {
      if (entry.status === 'fulfilled' && entry.value.users === 0) this.#forget(entry.value);
    }
  }

  #open(request: Parameters<MarketPool['acquire']>[0], key: string): Promise<Entry> {
    const opening = this.#pool
      .acquire(request)
      .then((hold): Entry => ({ hold, finer: null, users: 0, timer: null }));
    opening.catch(() => this.#entries.delete(key));
    return opening;
  }

  async #finer(entry: Entry, lanes: readonly LaneManifest[]): Promise<Tape[]> {
    const tapes: Tape[] = [];
    try {
      for (const lane of lanes) tapes.push(await this.#store.openTape(entry.hold.recorded.dataset, lane));
      return tapes;
    } catch (error) {
      entry.finer = null;
      tapes.forEach((tape) => this.#store.closeTape(tape));
      throw error;
    }
  }

  #release(key: string, entry: Entry): void {
    entry.users--;
    if (entry.users > 0) return;
    if (!this.#entries.has(key)) this.#forget(entry);
    else entry.timer = setTimeout(() => this.#drop(key), IDLE_MS).unref();
  }

  /** Lets the one go that was used longest ago, as soon as nobody uses it. */
  #trim(newest: string): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= KEPT || key === newest) return;
      this.#drop(key);
    }
  }

  #drop(key: string): void {
    const opening = this.#entries.get(key);
    this.#entries.delete(key);
    void opening?.then(
      (entry) => {
        if (entry.users === 0) this.#forget(entry);
      },
      () => undefined,
    );
  }

  #forget(entry: Entry): void {
    if (entry.timer) clearTimeout(entry.timer);
    entry.hold.release();
    // One that cannot be opened has closed its tapes itself, and whoever asked for it was told.
    entry.finer?.then(
      (tapes) => tapes.forEach((tape) => this.#store.closeTape(tape)),
      () => undefined,
    );
    entry.finer = null;
  }
}
