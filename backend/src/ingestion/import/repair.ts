import { HindcastError } from '@hindcast/engine';
import { describeTime } from '../../datasets/index.ts';
import { BATCH_ROWS, emptyBatch, type Batch } from './batch.ts';
import { inputError } from './import-error.ts';
import type { TablePlan } from './table-plan.ts';

/** What may be done to a file that is not in order. Nothing is unless it was asked for, and all of it is noted. */
export const REPAIRS = ['sort', 'duplicates'] as const;
export type Repair = (typeof REPAIRS)[number];

/** A file that is to be repaired is held in memory. */
const MAX_ROWS = 20_000_000;

export function parseRepairs(words: readonly string[]): Repair[] {
  return words.map((word) => {
    const known = REPAIRS.find((repair) => repair === word);
    if (known) return known;
    const action = `There is: ${REPAIRS.join(', ')}.`;
    throw new HindcastError('IMPORT_REPAIR', `"${word}" is not a repair.`, action, { field: 'repair' });
  });
}

/** Puts a table's rows in order of time, and keeps the first of those that share one, as far as is allowed. */
export async function* repaired(
  plan: TablePlan,
  batches: AsyncIterable<Batch>,
  repairs: readonly Repair[],
  note: (text: string) => void,
): AsyncGenerator<Batch> {
  const rows = await Rows.collect(plan, batches);
  const moved = rows.sort();
  if (moved > 0 && !repairs.includes('sort'))
    throw rows.refuse('IMPORT_UNSORTED', 'comes before the row ahead of it');
  if (moved > 0) note(`${moved} rows were not in order of time, and were sorted`);
  // Several trades and liquidations happen in one millisecond.
  const mayRepeat = plan.role === 'trades' || plan.role === 'liquidations';
  const dropped = mayRepeat ? 0 : rows.dropRepeated();
  if (dropped > 0 && !repairs.includes('duplicates'))
    throw rows.refuse('IMPORT_DUPLICATE', 'is also that of an earlier row');
  if (dropped > 0) note(`${dropped} rows repeated a time; the first of each was kept`);
  yield* rows.batches();
}

/** All rows of a table, and the order in which they are given out. */
class Rows {
  readonly #plan: TablePlan;
  readonly #all: Batch[] = [];
  #order = new Uint32Array(0);
  /** Index of a row that was out of order, or repeated a time. */
  #fault = 0;

  private constructor(plan: TablePlan) {
    this.#plan = plan;
  }

  static async collect(plan: TablePlan, batches: AsyncIterable<Batch>): Promise<Rows> {
    const rows = new Rows(plan);
    let count = 0;
    for await (const batch of batches) {
      if (batch.rows === 0) continue;
      // Each batch holds BATCH_ROWS but the last, so that a row is found by division.
      rows.#all.push(batch);
      count += batch.rows;
      if (count > MAX_ROWS) throw tooLarge(plan);
    }
    rows.#order = Uint32Array.from({ length: count }, (_, i) => i);
    return rows;
  }

  /** Sorts by time, rows of one time in the order of the file. Returns how many rows came too late. */
  sort(): number {
    let late = 0;
    let latest = -Infinity;
    for (const i of this.#order) {
      const time = this.#time(i);
      if (time < latest) {
        if (late++ === 0) this.#fault = i;
      } else latest = time;
    }
    if (late > 0) this.#order.sort((a, b) => this.#time(a) - this.#time(b) || a - b);
    return late;
  }

  dropRepeated(): number {
    let kept = 0;
    for (const i of this.#order) {
      if (kept > 0 && this.#time(this.#order[kept - 1]) === this.#time(i)) this.#fault = i;
      else this.#order[kept++] = i;
    }
    const dropped = this.#order.length - kept;
    this.#order = this.#order.subarray(0, kept);
    return dropped;
  }

  *batches(): Generator<Batch> {
    const columns = this.#plan.values.length;
    for (let from = 0; from < this.#order.length; from += BATCH_ROWS) {
      const batch = emptyBatch(columns);
      batch.rows = Math.min(BATCH_ROWS, this.#order.length - from);
      for (let row = 0; row < batch.rows; row++) {
        const [source, at] = this.#find(this.#order[from + row]);
        batch.time[row] = source.time[at];
        batch.line[row] = source.line[at];
        for (let k = 0; k < columns; k++) batch.values[k][row] = source.values[k][at];
      }
      yield batch;
    }
  }

  refuse(code: string, what: string): Error {
    const [batch, at] = this.#find(this.#fault);
    return inputError(
      code,
      { file: this.#plan.source.label, row: batch.line[at], column: this.#plan.time.title },
      `the time ${describeTime(batch.time[at])} ${what}.`,
      'Allow both repairs: --repair sort,duplicates.',
    );
  }

  #time(i: number): number {
    const [batch, at] = this.#find(i);
    return batch.time[at];
  }

  #find(i: number): [Batch, number] {
    const size = this.#all[0].rows;
    return [this.#all[Math.floor(i / size)], i % size];
  }
}

function tooLarge(plan: TablePlan): Error {
  return inputError(
    'IMPORT_TOO_LARGE',
    { file: plan.source.label },
    `it has more than ${MAX_ROWS} rows, which are too many to be sorted in memory.`,
    'Sort the file before importing it.',
  );
}
