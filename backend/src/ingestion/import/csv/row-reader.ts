import { emptyBatch, BATCH_ROWS, type Batch } from '../batch.ts';
import { inputError, quoted } from '../import-error.ts';
import type { TablePlan } from '../table-plan.ts';
import { describeTime } from '../../../datasets/index.ts';
import { cellReader, timeCell, type CellRead } from './cells.ts';
import type { CsvRecord } from './record-reader.ts';
import { wrongWidth } from './row-width.ts';

/** How rows are taken. */
export interface RowOptions {
  /** Rows of a batch. */
  capacity?: number;
  /** Takes rows in any order: whoever reads them puts them right. */
  anyOrder?: boolean;
}

/** Turns records into rows of a batch, and checks what every table must keep: its width and its order. */
export class RowReader {
  batch: Batch;
  readonly #plan: TablePlan;
  readonly #file: string;
  readonly #cells: CellRead[];
  readonly #mayRepeat: boolean;
  #full: Batch[] = [];
  #last = -Infinity;
  #seen = 0;
  readonly #capacity: number;
  readonly #anyOrder: boolean;

  constructor(plan: TablePlan, options: RowOptions = {}) {
    this.#capacity = options.capacity ?? BATCH_ROWS;
    this.#anyOrder = options.anyOrder ?? false;
    this.#plan = plan;
    this.#file = plan.source.label;
    this.#cells = plan.values.map((column) => cellReader(column, plan));
    // Several trades and liquidations happen in one millisecond; two bars at one time are a mistake.
    this.#mayRepeat = plan.role === 'trades' || plan.role === 'liquidations';
    this.batch = emptyBatch(plan.values.length, this.#capacity);
  }

  /** The batches filled since the last call. */
  full(): Batch[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  take(record: CsvRecord): void {
    if (this.#seen++ < this.#plan.shape.skip) return;
    const { columns } = this.#plan.shape;
    if (record.count !== columns) throw wrongWidth(this.#file, record.line, record.count, columns);
    if (!this.#wanted(record)) return;
    const time = this.#time(record);
    const { between, every } = this.#plan;
    if (between && !(time >= between.from && time < between.to)) return;
    if (every && time % every !== 0) return;
    if (this.batch.rows === this.#capacity) {
      this.#full.push(this.batch);
      this.batch = emptyBatch(this.#plan.values.length, this.#capacity);
    }
    const batch = this.batch;
    const row = batch.rows;
    batch.time[row] = time;
    batch.line[row] = record.line;
    for (let k = 0; k < this.#cells.length; k++) batch.values[k][row] = this.#cells[k](record);
    batch.rows = row + 1;
  }

  /** Takes the last row back. A batch is passed on only when a row follows it, so that it is still here. */
  dropLast(): void {
    if (this.batch.rows > 0) this.batch.rows--;
  }

  #time(record: CsvRecord): number {
    const { index, title, format, shift } = this.#plan.time;
    const time = timeCell(record, index, { file: this.#file, title }, format) + shift;
    if (this.#anyOrder) return time;
    if (time < this.#last)
      throw this.#outOfOrder(record, time, 'IMPORT_UNSORTED', 'comes before the row ahead of it');
    if (time === this.#last && !this.#mayRepeat) {
      throw this.#outOfOrder(record, time, 'IMPORT_DUPLICATE', 'is the same as in the row ahead of it');
    }
    this.#last = time;
    return time;
  }

  #wanted(record: CsvRecord): boolean {
    const { symbolCell, where } = this.#plan;
    if (symbolCell && record.text(symbolCell.index) !== symbolCell.equals) {
      throw inputError(
        'IMPORT_SECOND_SYMBOL',
        { file: this.#file, row: record.line, column: symbolCell.title },
        `${quoted(record.text(symbolCell.index))} in a file of ${quoted(symbolCell.equals)}.`,
        'A file of this kind holds one symbol.',
      );
    }
    return where?.every(({ index, equals }) => record.text(index) === equals) ?? true;
  }

  #outOfOrder(record: CsvRecord, time: number, code: string, what: string): Error {
    return inputError(
      code,
      { file: this.#file, row: record.line, column: this.#plan.time.title },
      `the time ${describeTime(time)} ${what}.`,
      'Sort the file by time and drop the rows that repeat one.',
    );
  }
}
