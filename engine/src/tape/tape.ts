import type { Column } from '../column.ts';
import { HindcastError } from '../errors.ts';
import { absoluteBar, isAligned, timeframeMs, type Timeframe, type UtcMs } from '../time.ts';
import { ColumnBlock } from './column-block.ts';
import { BAR_FIELDS, type BarColumns, type BarField, type BarInput } from './fields.ts';
import { copyGuarded, copyRecordGuarded, emptyQuality, guardRows, type DataQuality } from './guards.ts';

/** What a tape is a tape of. */
export interface LaneKey {
  venue: string;
  symbol: string;
  timeframe: Timeframe;
}

export function laneId(key: LaneKey): string {
  return `${key.venue} ${key.symbol} ${key.timeframe}`;
}

/** One row, for a bar that arrives as an object. */
const STAGING = new Float64Array(BAR_FIELDS.length);

/** The largest hole that is filled with NaN rows; beyond it a timestamp is taken for a mistake. */
const MAX_FILLED_ROWS = 5_000_000;

/**
 * What the engine runs on: the bars of one (venue, symbol, timeframe) as a struct of arrays.
 *
 * A tape is a grid: row i opens at `openTime[0] + i * timeframe`, and a bar that the source did not have is a
 * row of NaN, so that "the previous bar" is always the bar one timeframe earlier. A *session* tape
 * (`grid: false`: stocks, with nights and weekends) keeps only the rows it was given.
 */
export class Tape {
  readonly key: LaneKey;
  readonly grid: boolean;
  readonly timeframeMs: number;
  readonly quality: DataQuality;
  // Not `#`: such a field is undefined first, and appending a bar would check each anew (see kernel.ts).
  private times: Float64Array;
  private fields: BarColumns;
  /** The columns in the order of BAR_FIELDS. */
  private list: readonly Float64Array[];
  /** The columns, where they lie in one block of memory. */
  private block: ColumnBlock | null;
  private filled: number;

  /**
   * Wraps columns without copying. `trusted` columns have been guarded before (a column cache); all others
   * are guarded here, in place.
   */
  constructor(
    key: LaneKey,
    openTime: Float64Array,
    columns: BarColumns,
    options: { rows?: number; grid?: boolean; trusted?: DataQuality } = {},
  ) {
    this.key = key;
    this.grid = options.grid ?? true;
    this.timeframeMs = timeframeMs(key.timeframe);
    this.times = openTime;
    this.fields = columns;
    this.list = BAR_FIELDS.map((field) => columns[field]);
    this.block = null;
    this.filled = options.rows ?? openTime.length;
    this.quality = options.trusted ?? emptyQuality();
    if (!options.trusted) {
      this.checkTimes();
      guardRows(columns, 0, this.filled, this.quality);
    }
  }

  /** An empty tape that grows by {@link append}. */
  static empty(key: LaneKey, capacity = 1024, grid = true): Tape {
    const block = new ColumnBlock(capacity);
    const tape = new Tape(key, new Float64Array(capacity), block.columns, { rows: 0, grid });
    tape.block = block;
    return tape;
  }

  /** Builds a tape from bars sorted by open time; holes are filled with NaN rows on a grid. */
  static fromBars(key: LaneKey, bars: Iterable<BarInput>, grid = true): Tape {
    const tape = Tape.empty(key, 1024, grid);
    for (const bar of bars) tape.append(bar);
    return tape;
  }

  /** Rows filled so far. */
  get rows(): number {
    return this.filled;
  }
  get capacity(): number {
    return this.times.length;
  }
  /** Open times, UTC ms, strictly increasing. Only the first {@link rows} entries are meaningful. */
  get openTime(): Float64Array {
    return this.times;
  }
  /** The bar columns. The arrays are replaced when the tape grows: do not keep them across an append. */
  get columns(): BarColumns {
    return this.fields;
  }

  /** Has `column` hold a bar field, as it lies now: see {@link Column.block}. */
  lend(field: BarField, column: Column): void {
    const data = this.fields[field];
    if (this.block) column.hold(data, this.block.data, BAR_FIELDS.indexOf(field) * this.block.stride);
    else column.hold(data);
  }

  /** Ordinal of row 0 counted from 1970: windows are anchored to it, so that they do not depend on the start. */
  get firstAbsoluteBar(): number {
    return this.filled > 0 && this.grid ? absoluteBar(this.times[0], this.key.timeframe) : 0;
  }

  closeTime(row: number): UtcMs {
    return this.times[row] + this.timeframeMs;
  }

  /** Index of the last row that had closed by `time`; -1 when none had. Bisection over the time index. */
  rowClosedBy(time: UtcMs): number {
    return lastAtOrBefore(this.times, this.filled, time - this.timeframeMs);
  }

  /** Index of the row that opens at `time`, or -1. */
  rowOpeningAt(time: UtcMs): number {
    const row = lastAtOrBefore(this.times, this.filled, time);
    return row >= 0 && this.times[row] === time ? row : -1;
  }

  /**
   * Appends one closed bar after guarding it; on a grid, missing bars before it become NaN rows.
   * Returns the bar's row. Throws when the bar is not after the last one or is off the grid.
   */
  append(bar: BarInput): number {
    const row = this.open(bar.openTime);
    for (let k = 0; k < STAGING.length; k++) STAGING[k] = bar[BAR_FIELDS[k]] ?? NaN;
    this.write(STAGING, 0, row);
    return row;
  }

  /**
   * Appends one closed bar given as a record: `openTime` and, from `at` on in `values`, its fields in the order of
   * BAR_FIELDS. What {@link append} does, for feeds that come as numbers side by side.
   */
  appendRecord(openTime: UtcMs, values: Float64Array, at: number): number {
    const row = this.open(openTime);
    this.write(values, at, row);
    return row;
  }

  /** Appends row `i` of another tape of the same timeframe: what {@link append} does, without an object. */
  appendFrom(source: Tape, i: number): number {
    const row = this.open(source.openTime[i]);
    copyGuarded(source.list, i, this.list, row, this.quality);
    return row;
  }

  private write(record: Float64Array, at: number, row: number): void {
    if (this.block) this.block.write(record, at, row, this.quality);
    else copyRecordGuarded(record, at, this.list, row, this.quality);
  }

  /** A tape of rows [from, to) that shares memory with this one. */
  slice(from: number, to: number): Tape {
    const columns = {} as BarColumns;
    for (const field of BAR_FIELDS) columns[field] = this.fields[field].subarray(from, to);
    return new Tape(this.key, this.times.subarray(from, to), columns, {
      grid: this.grid,
      trusted: emptyQuality(),
    });
  }

  /** Makes room for a row that opens at `time` and returns its index, filling the grid up to it. */
  private open(time: UtcMs): number {
    const last = this.filled - 1;
    // The next bar of the grid needs no further check.
    if (last >= 0 && time === this.times[last] + this.timeframeMs) return this.place(time);
    if (this.grid && !isAligned(time, this.key.timeframe)) throw offGrid(this.key, time, this.filled);
    if (last >= 0) {
      const previous = this.times[last];
      if (!(time > previous)) throw notAfter(this.key, time, previous, this.filled);
      if (this.grid) this.fillHole(previous, time);
    }
    return this.place(time);
  }

  private place(time: UtcMs): number {
    const row = this.filled;
    this.reserve(row + 1);
    this.times[row] = time;
    this.filled = row + 1;
    return row;
  }

  private fillHole(previous: UtcMs, next: UtcMs): void {
    const missing = (next - previous) / this.timeframeMs - 1;
    if (missing === 0) return;
    if (missing > MAX_FILLED_ROWS) throw holeTooLarge(this.key, previous, next);
    this.reserve(this.filled + missing + 1);
    for (let k = 0; k < missing; k++) {
      const row = this.filled++;
      this.times[row] = previous + (k + 1) * this.timeframeMs;
      for (const field of BAR_FIELDS) this.fields[field][row] = NaN;
    }
    this.quality.holes += missing;
  }

  private reserve(rows: number): void {
    if (rows <= this.capacity) return;
    const capacity = Math.max(rows, this.capacity * 2, 16);
    this.block = new ColumnBlock(capacity);
    const grown = this.block.columns;
    for (const field of BAR_FIELDS) grown[field].set(this.fields[field].subarray(0, this.filled));
    const openTime = new Float64Array(capacity);
    openTime.set(this.times.subarray(0, this.filled));
    this.fields = grown;
    this.list = BAR_FIELDS.map((field) => grown[field]);
    this.times = openTime;
  }

  private checkTimes(): void {
    const t = this.times;
    for (let i = 0; i < this.filled; i++) {
      if (this.grid && !isAligned(t[i], this.key.timeframe)) throw offGrid(this.key, t[i], i);
      if (i === 0) continue;
      if (!(t[i] > t[i - 1])) throw notAfter(this.key, t[i], t[i - 1], i);
      if (this.grid && t[i] - t[i - 1] !== this.timeframeMs) throw notOnGrid(this.key, t[i - 1], t[i], i);
    }
  }
}

/** Index of the last of the first `length` sorted values that is <= `value`; -1 when none is. */
export function lastAtOrBefore(sorted: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const iso = (time: UtcMs): string => (Number.isFinite(time) ? `${time} (UTC ms)` : String(time));

function offGrid(key: LaneKey, time: UtcMs, row: number): HindcastError {
  return new HindcastError(
    'BAR_OFF_GRID',
    `${laneId(key)}: a bar opens at ${iso(time)}, which is not the start of a ${key.timeframe} bar.`,
    'Check the timeframe, or whether the times are close times.',
    { row, field: 'openTime' },
  );
}

function notAfter(key: LaneKey, time: UtcMs, previous: UtcMs, row: number): HindcastError {
  return new HindcastError(
    'BAR_NOT_AFTER_LAST',
    `${laneId(key)}: a bar opens at ${iso(time)}, but the bar before it opened at ${iso(previous)}.`,
    'Sort the bars by open time and drop duplicates.',
    { row, field: 'openTime' },
  );
}

function notOnGrid(key: LaneKey, previous: UtcMs, time: UtcMs, row: number): HindcastError {
  return new HindcastError(
    'BAR_HOLE_UNFILLED',
    `${laneId(key)}: no row between ${iso(previous)} and ${iso(time)}.`,
    'Build the tape with Tape.fromBars, which fills holes with NaN rows.',
    { row, field: 'openTime' },
  );
}

function holeTooLarge(key: LaneKey, previous: UtcMs, next: UtcMs): HindcastError {
  return new HindcastError(
    'BAR_HOLE_TOO_LARGE',
    `${laneId(key)}: the hole between ${iso(previous)} and ${iso(next)} is more than ${MAX_FILLED_ROWS} bars.`,
    'Check the unit of the times (seconds, milliseconds, microseconds) and the timeframe.',
    { field: 'openTime' },
  );
}
