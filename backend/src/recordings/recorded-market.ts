import {
  barsIn,
  DAY,
  HindcastError,
  METRIC_NAMES,
  timeframeMs,
  TIMEFRAMES,
  type Column,
  type EngineEvent,
  type Lane,
  type Market,
  type Timeframe,
} from '@hindcast/engine';
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dataset } from '../datasets/index.ts';
import { EventIndex } from './event-index.ts';
import { HigherMarket, higherTimeframes } from './higher-market.ts';

/** How long the event loop may be held by one slice of a computation, in ms. */
const SLICE_MS = 8;
const MIN_SLICE_ROWS = 64;
const MAX_SLICE_ROWS = 16_384;
/** Derived columns (`sma(close,50)`) that may be added to one market before somebody has to let go of it. */
const MAX_ADDED_COLUMNS = 64;
/** With more of them than this it is not worth keeping for somebody who has none of them in mind. */
const MANY_ADDED_COLUMNS = MAX_ADDED_COLUMNS / 2;

export interface Computation {
  /** Hears how far it is, after every slice. */
  onProgress?: (done: number, total: number) => void;
  /** Ends it early; what was computed stays. */
  signal?: AbortSignal;
}

/**
 * A recording with its computed columns, shared by everybody who looks at it: what the engine says about row i
 * does not depend on who asks, nor on how far anyone has played. Who may see which row is not decided
 * here but in the replay session.
 */
export class RecordedMarket {
  readonly dataset: Dataset;
  readonly market: Market;
  readonly timeframe: Timeframe;
  readonly rows: number;
  readonly #index: EventIndex;
  readonly #higher = new Map<Timeframe, HigherMarket>();
  readonly #defaultColumns: number;
  #sliceRows = MIN_SLICE_ROWS * 4;

  constructor(dataset: Dataset, market: Market) {
    this.dataset = dataset;
    this.market = market;
    this.timeframe = market.lanes[0].key.timeframe;
    this.rows = market.rows;
    this.#index = new EventIndex(market);
    this.#defaultColumns = market.lanes[0].columnNames().length;
  }

  get lanes(): readonly Lane[] {
    return this.market.lanes;
  }

  /** Rows computed so far: columns and events are valid for rows [0, computed). */
  get computed(): number {
    return this.market.cursor;
  }

  /** Open time of row 0, UTC ms. */
  get start(): number {
    return this.lanes[0].tape.openTime[0];
  }

  /** Where to begin when nobody says where: a day in, once the daily windows are filled. */
  get warmRow(): number {
    return Math.min(barsIn(DAY, this.timeframe), Math.floor(this.rows / 2));
  }

  /** The last row that had closed by a time, bounded to the recording. */
  rowClosedBy(time: number): number {
    const ms = timeframeMs(this.timeframe);
    return this.nearestRow(Math.floor((time - this.start) / ms) - 1);
  }

  nearestRow(row: number): number {
    return Math.max(0, Math.min(this.rows - 1, row));
  }

  lane(venue: string, symbol: string): Lane {
    const lane = this.market.lane(venue, symbol);
    if (lane) return lane;
    const known = this.lanes.map(({ key }) => `${key.venue} ${key.symbol}`).join(', ');
    throw new HindcastError(
      'LANE_UNKNOWN',
      `There is no ${venue} ${symbol} among the open lanes.`,
      `There is: ${known}.`,
      { field: this.lanes.some(({ key }) => key.symbol === symbol) ? 'venue' : 'symbol' },
    );
  }

  /** A column of a lane by name; a derived one is added, and caught up, when it is asked for first. */
  column(lane: Lane, name: string): Column {
    if (!lane.has(name) && lane.columnNames().length >= this.#defaultColumns + MAX_ADDED_COLUMNS) {
      throw new HindcastError(
        'COLUMNS_TOO_MANY',
        `${MAX_ADDED_COLUMNS} derived columns have been added to this lane already, and "${name}" would be one more.`,
        'Close the replays of this recording, which share its columns, or use columns of the catalogue.',
        { field: 'columns' },
      );
    }
    return lane.require(name);
  }

  /** Whether a lane has so many derived columns that little room is left for others: they stay as long as the market does. */
  get crowded(): boolean {
    const most = this.#defaultColumns + MANY_ADDED_COLUMNS;
    return this.#markets.some(({ lanes }) => lanes.some((lane) => lane.columnCount > most));
  }

  /** Higher timeframes in which the recording can be looked at. */
  get higherTimeframes(): readonly Timeframe[] {
    return higherTimeframes(this.timeframe, TIMEFRAMES);
  }

  /** The recording in a higher timeframe: made when it is asked for first, and kept up with the computation from then on. */
  higher(timeframe: string): HigherMarket {
    const found = this.higherTimeframes.find((one) => one === timeframe);
    if (!found) throw this.#notHigher(timeframe);
    let market = this.#higher.get(found);
    if (!market) {
      market = new HigherMarket(
        this.lanes.map((lane) => lane.tape),
        found,
        this.market.config,
      );
      market.follow(this.computed);
      this.#higher.set(found, market);
    }
    return market;
  }

  #notHigher(timeframe: string): HindcastError {
    return new HindcastError(
      'TIMEFRAME_NOT_HIGHER',
      `A recording of ${this.timeframe} bars cannot be looked at in "${timeframe}".`,
      `It can in: ${this.higherTimeframes.join(', ') || 'no other'}.`,
      { field: 'timeframe' },
    );
  }

  /** What detectors and pairs said in rows [from, to), in the order of rows. */
  events(from: number, to: number): readonly EngineEvent[] {
    return this.#index.between(from, Math.min(to, this.computed));
  }

  /** Computes up to row `to` at once: for the few rows of a step or a frame. */
  advanceNow(to: number): void {
    if (to <= this.computed) return;
    const from = this.computed;
    this.market.advance(to);
    this.#index.extend(from, to);
    for (const higher of this.#higher.values()) higher.follow(to);
  }

  /** Computes up to row `to` in slices, between which everybody else gets the event loop. */
  async ensure(to: number, { onProgress, signal }: Computation = {}): Promise<void> {
    const total = Math.min(to, this.rows);
    const from = this.computed;
    while (this.computed < total && signal?.aborted !== true) {
      const started = performance.now();
      const rows = this.#sliceRows;
      this.advanceNow(Math.min(total, this.computed + rows));
      this.#adapt(rows, performance.now() - started);
      onProgress?.(this.computed - from, total - from);
      if (this.computed < total) await nextTurn();
    }
  }

  /** Bytes of all columns, bar fields included. */
  get bytes(): number {
    return this.#markets
      .flatMap((market) => market.lanes)
      .reduce((sum, lane) => sum + bytesOf(lane.tape.capacity, lane.columnNames().length), 0);
  }

  /** The market of its own bars, and those of higher timeframes. */
  get #markets(): Market[] {
    return [this.market, ...[...this.#higher.values()].map((higher) => higher.market)];
  }

  #adapt(rows: number, ms: number): void {
    const wished = Math.round((rows * SLICE_MS) / Math.max(ms, 0.1));
    const bounded = Math.min(wished, rows * 2);
    this.#sliceRows = Math.min(MAX_SLICE_ROWS, Math.max(MIN_SLICE_ROWS, bounded));
  }
}

const BYTES_PER_VALUE = 8;
/** Open time and the 19 bar fields. */
const BAR_COLUMNS = 20;

function bytesOf(rows: number, columns: number): number {
  return rows * (BAR_COLUMNS + columns) * BYTES_PER_VALUE;
}

/** What a market over lanes of that many rows will take, before it is made. */
export function estimateBytes(lanes: number, rows: number): number {
  return lanes * bytesOf(rows, METRIC_NAMES.length);
}
