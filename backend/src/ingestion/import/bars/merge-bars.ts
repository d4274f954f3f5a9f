import { isAligned, type BarField, type Timeframe } from '@hindcast/engine';
import { describeTime } from '../../../datasets/index.ts';
import { inputError } from '../import-error.ts';
import type { ReadLog } from '../read-log.ts';
import type { TablePlan } from '../table-plan.ts';
import { emptyRun, RUN_ROWS, type BarRun } from './bar-run.ts';
import { fieldsOf, TableCursor } from './table-cursor.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** What {@link mergeBars} counted on its way. */
export interface MergeCounts {
  /** Bars that more than one file had, with equal values. */
  repeated: number;
  /** Rows without any price: not bars. */
  withoutPrices: number;
}

/**
 * Merges the tables of one lane into one run of bars in order of time. Files are opened when their first bar is
 * due, so that a thousand daily files cost no more memory than one. Where files overlap, as monthly and daily
 * ones do, each field is taken from whichever has it; two different values for one bar are an error.
 */
export class BarMerger {
  readonly counts: MergeCounts = { repeated: 0, withoutPrices: 0 };
  readonly #timeframe: Timeframe;
  readonly #fields: BarField[];
  readonly #waiting: TablePlan[];
  readonly #log: ReadLog;
  #active: TableCursor[] = [];
  #run: BarRun;

  constructor(plans: readonly TablePlan[], timeframe: Timeframe, log: ReadLog) {
    this.#timeframe = timeframe;
    this.#fields = fieldsOf(plans);
    this.#waiting = [...plans].sort((a, b) => a.firstTime - b.firstTime);
    this.#log = log;
    this.#run = emptyRun(this.#fields);
  }

  async *runs(): AsyncGenerator<BarRun> {
    try {
      while (await this.#due()) {
        if (this.#active.length === 1) this.#takeBlock(this.#active[0]);
        else this.#takeRow();
        if (this.#run.rows === RUN_ROWS) yield this.#finishRun();
      }
      if (this.#run.rows > 0) yield this.#finishRun();
    } finally {
      for (const cursor of this.#active) await cursor.close();
    }
  }

  /** What a person should know of the merge, once it has run. */
  remarks(): string[] {
    const { repeated, withoutPrices } = this.counts;
    const remarks: string[] = [];
    if (repeated > 0) remarks.push(`${repeated} bars were in more than one file, with equal values`);
    if (withoutPrices > 0) remarks.push(`${withoutPrices} rows without prices are no bars`);
    return remarks;
  }

  /** Brings the cursors up to date: those at their end go, those whose first bar is due come. */
  async #due(): Promise<boolean> {
    const ready: TableCursor[] = [];
    for (const cursor of this.#active) if (await cursor.ready()) ready.push(cursor);
    let next = ready.length > 0 ? Math.min(...ready.map((cursor) => cursor.time)) : Infinity;
    while (this.#waiting.length > 0 && (ready.length === 0 || this.#waiting[0].firstTime <= next)) {
      const cursor = new TableCursor(this.#waiting.shift() as TablePlan, this.#log);
      this.#active.push(cursor);
      if (!(await cursor.ready())) continue;
      ready.push(cursor);
      next = Math.min(next, cursor.time);
    }
    this.#active = ready;
    return ready.length > 0;
  }

  /** Copies rows of the only open table, up to where another one begins. */
  #takeBlock(cursor: TableCursor): void {
    const limit = this.#waiting[0]?.firstTime ?? Infinity;
    const { batch, row } = cursor;
    let end = Math.min(batch.rows, row + RUN_ROWS - this.#run.rows);
    if (batch.time[end - 1] >= limit) while (end > row + 1 && batch.time[end - 1] >= limit) end--;
    const at = this.#run.rows;
    this.#run.openTime.set(batch.time.subarray(row, end), at);
    for (const field of this.#fields) {
      const k = cursor.fields.indexOf(field);
      const column = this.#column(field);
      if (k < 0) column.fill(NaN, at, at + end - row);
      else column.set(batch.values[k].subarray(row, end), at);
    }
    this.#keepBars(at, end - row, (i) => ({ cursor, line: batch.line[row + i] }));
    cursor.row = end;
  }

  /** Merges the one bar that is next among several open tables. */
  #takeRow(): void {
    const time = Math.min(...this.#active.map((cursor) => cursor.time));
    const here = this.#active.filter((cursor) => cursor.time === time).sort(byRank);
    const at = this.#run.rows;
    this.#run.openTime[at] = time;
    let repeated = false;
    for (const field of this.#fields) {
      let value = NaN;
      let from: TableCursor | undefined;
      for (const cursor of here) {
        const k = cursor.fields.indexOf(field);
        const other = k < 0 ? NaN : cursor.batch.values[k][cursor.row];
        if (other !== other || other === value) {
          repeated ||= other === value;
          continue;
        }
        if (from && cursor.plan.fallback) continue;
        if (from) throw conflict(field, time, from, value, cursor, other);
        value = other;
        from = cursor;
      }
      this.#column(field)[at] = value;
    }
    if (repeated) this.counts.repeated++;
    this.#keepBars(at, 1, () => ({ cursor: here[0], line: here[0].line }));
    for (const cursor of here) cursor.row++;
  }

  /** Keeps the rows that have prices; refuses those that have only some, or are off the grid. */
  #keepBars(at: number, count: number, placeOf: (i: number) => Place): void {
    const run = this.#run;
    const prices = PRICES.map((field) => run.columns[field]);
    let kept = at;
    for (let i = 0; i < count; i++) {
      const row = at + i;
      let present = 0;
      for (const price of prices) if (price && price[row] === price[row]) present++;
      if (present === 0) {
        this.counts.withoutPrices++;
        continue;
      }
      if (present < PRICES.length)
        throw somePrices(
          placeOf(i),
          PRICES.filter((_, k) => !(prices[k]?.[row] === prices[k]?.[row])),
        );
      if (!isAligned(run.openTime[row], this.#timeframe))
        throw offGrid(placeOf(i), run.openTime[row], this.#timeframe);
      if (kept !== row) {
        run.openTime[kept] = run.openTime[row];
        for (const field of this.#fields) this.#column(field)[kept] = this.#column(field)[row];
      }
      kept++;
    }
    run.rows = kept;
  }

  #column(field: BarField): Float64Array {
    return this.#run.columns[field] as Float64Array;
  }

  #finishRun(): BarRun {
    const run = this.#run;
    this.#run = emptyRun(this.#fields);
    return run;
  }
}

/** Tables that only fill holes come last. */
function byRank(a: TableCursor, b: TableCursor): number {
  return Number(a.plan.fallback ?? false) - Number(b.plan.fallback ?? false);
}

interface Place {
  cursor: TableCursor;
  line: number;
}

function conflict(
  field: BarField,
  time: number,
  a: TableCursor,
  x: number,
  b: TableCursor,
  y: number,
): Error {
  const column = b.plan.values[b.fields.indexOf(field)].title;
  return inputError(
    'IMPORT_CONFLICT',
    { file: b.plan.source.label, row: b.line, column },
    `${field} of the bar at ${describeTime(time)} is ${y}, but ${a.plan.source.label}, row ${a.line} has ${x}.`,
    'Leave one of the two files out, or say in a recipe which one to use.',
  );
}

function somePrices({ cursor, line }: Place, missing: readonly string[]): Error {
  return inputError(
    'IMPORT_PRICE_MISSING',
    { file: cursor.plan.source.label, row: line, column: missing[0] },
    `the bar has no ${missing.join(', ')}, but it has other prices.`,
    'Complete that row, or leave all of its prices empty.',
  );
}

function offGrid({ cursor, line }: Place, time: number, timeframe: Timeframe): Error {
  return inputError(
    'BAR_OFF_GRID',
    { file: cursor.plan.source.label, row: line, column: cursor.plan.time.title },
    `${describeTime(time)} is not the open of a ${timeframe} bar.`,
    'Check the timeframe, and whether the stamps are times of the close: a recipe can say so.',
  );
}
