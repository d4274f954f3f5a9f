import { emptyBatch, BATCH_ROWS, type Batch } from '../batch.ts';
import { inputError, quoted } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';
import type { Reading } from '../source/source-file.ts';
import type { TablePlan, ValueColumn } from '../table-plan.ts';
import { describeTime } from '../../../datasets/index.ts';
import { numberCell, timeCell, type CellPlace } from './cells.ts';
import { RecordReader, type CsvRecord } from './record-reader.ts';

/** Reads a table of text as columns of numbers, batch after batch, in bounded memory. */
export async function* readTable(
  plan: TablePlan,
  limits: ImportLimits,
  reading: Reading,
): AsyncGenerator<Batch> {
  const reader = new RecordReader(plan.source.label, plan.shape.delimiter, limits, plan.shape.lineShift);
  const rows = new RowReader(plan);
  const take = (record: CsvRecord): void => rows.take(record);
  for await (const chunk of plan.source.open(reading)) {
    reading.signal?.throwIfAborted();
    reader.push(chunk, take);
    yield* rows.full();
  }
  reader.end(take);
  if (plan.dropLast) rows.dropLast();
  yield* rows.full();
  if (rows.batch.rows > 0) yield rows.batch;
}

type CellRead = (record: CsvRecord) => number;

/** Turns records into rows of a batch, and checks what every table must keep: its width and its order. */
class RowReader {
  batch: Batch;
  readonly #plan: TablePlan;
  readonly #file: string;
  readonly #cells: CellRead[];
  readonly #mayRepeat: boolean;
  #full: Batch[] = [];
  #last = -Infinity;
  #seen = 0;

  constructor(plan: TablePlan) {
    this.#plan = plan;
    this.#file = plan.source.label;
    this.#cells = plan.values.map((column) => cellReader(column, plan));
    // Several trades and liquidations happen in one millisecond; two bars at one time are a mistake.
    this.#mayRepeat = plan.role === 'trades' || plan.role === 'liquidations';
    this.batch = emptyBatch(plan.values.length);
  }

  /** The batches filled since the last call. */
  full(): Batch[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  take(record: CsvRecord): void {
    if (this.#seen++ < this.#plan.shape.skip) return;
    if (record.count !== this.#plan.shape.columns) throw this.#wrongWidth(record);
    if (!this.#wanted(record)) return;
    const time = this.#time(record);
    const { between, every } = this.#plan;
    if (between && !(time >= between.from && time < between.to)) return;
    if (every && time % every !== 0) return;
    if (this.batch.rows === BATCH_ROWS) {
      this.#full.push(this.batch);
      this.batch = emptyBatch(this.#plan.values.length);
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
      if (!symbolCell.strict) return false;
      throw inputError(
        'IMPORT_SECOND_SYMBOL',
        { file: this.#file, row: record.line, column: symbolCell.title },
        `${quoted(record.text(symbolCell.index))} in a file of ${quoted(symbolCell.equals)}.`,
        'A file of this kind holds one symbol.',
      );
    }
    return where?.every(({ index, equals }) => record.text(index) === equals) ?? true;
  }

  #wrongWidth(record: CsvRecord): Error {
    const { columns } = this.#plan.shape;
    return inputError(
      'CSV_WIDTH',
      { file: this.#file, row: record.line, column: Math.min(record.count, columns) },
      `the row has ${record.count} columns, the first one has ${columns}.`,
      'The file may be cut off there; download it again or correct that row.',
    );
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

function cellReader(column: ValueColumn, plan: TablePlan): CellRead {
  const { index, title, read, format = 'ms', scale = 1 } = column;
  const place: CellPlace = { file: plan.source.label, title };
  const style = { decimalComma: plan.shape.decimalComma };
  if (read === 'time') return (record) => timeCell(record, index, place, format);
  if (read === 'flag') return (record) => wordCell(record, index, place, FLAGS);
  if (read === 'side') return (record) => wordCell(record, index, place, SIDES);
  if (read === 'position') return (record) => wordCell(record, index, place, POSITIONS);
  if (scale === 1) return (record) => numberCell(record, index, place, style);
  return (record) => numberCell(record, index, place, style) * scale;
}

const FLAGS = new Map([
  ['true', 1],
  ['false', 0],
  ['1', 1],
  ['0', 0],
]);
const SIDES = new Map([
  ['sell', 1],
  ['s', 1],
  ['buy', 0],
  ['b', 0],
]);

const POSITIONS = new Map([
  ['long', 1],
  ['short', 0],
]);

function wordCell(record: CsvRecord, i: number, place: CellPlace, words: Map<string, number>): number {
  const text = record.text(i);
  const value = words.get(text.toLowerCase());
  if (value !== undefined) return value;
  throw inputError(
    'CSV_NOT_A_WORD',
    { file: place.file, row: record.line, column: place.title },
    `${quoted(text)} is none of ${[...words.keys()].slice(0, 2).join(' or ')}.`,
    'Correct that row.',
  );
}
