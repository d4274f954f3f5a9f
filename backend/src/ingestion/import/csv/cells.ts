import { inputError, quoted } from '../import-error.ts';
import type { TablePlan, ValueColumn } from '../table-plan.ts';
import { parseDecimal, UNDECIDED } from './decimal.ts';
import type { CsvRecord } from './record-reader.ts';
import { isPlausible, isTextFormat, parseTextTime, toMs, type TimeFormat } from './times.ts';

/** Words that mean a missing value, in lower case. */
const MISSING = new Set(['', 'nan', 'null', 'none', 'na', 'n/a', '#n/a', '-', 'nil', '\\n']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** `1234,5`: a decimal comma; `1,234.5` or `1,234,567`: thousands. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

/** Where a cell is, for its error. */
export interface CellPlace {
  file: string;
  title: string;
}

/** How the numbers of a table are written. */
export interface NumberStyle {
  decimalComma: boolean;
}

/** A number, NaN when the cell says that it is missing. Text that is no number is refused by its place. */
export function numberCell(record: CsvRecord, i: number, place: CellPlace, style: NumberStyle): number {
  const fast = parseDecimal(record.bytes, record.starts[i], record.ends[i]);
  if (fast !== UNDECIDED) return fast;
  const text = record.text(i).trim();
  if (MISSING.has(text.toLowerCase())) return NaN;
  const plain = style.decimalComma ? text.replace(',', '.') : text;
  const value = NUMBER.test(plain) ? Number(plain) : NaN;
  if (Number.isFinite(value)) return value === 0 ? 0 : value;
  throw notANumber(record, place, text);
}

function notANumber(record: CsvRecord, { file, title }: CellPlace, text: string): Error {
  const at = { file, row: record.line, column: title };
  if (DECIMAL_COMMA.test(text)) {
    return inputError(
      'CSV_DECIMAL_COMMA',
      at,
      `${quoted(text)} has a comma where a decimal point belongs.`,
      'If commas are decimal points in this file, say so: --decimal-comma.',
    );
  }
  return inputError(
    'CSV_NOT_A_NUMBER',
    at,
    `${quoted(text)} is not a number.`,
    'Correct that row, or leave the cell empty.',
  );
}

/** A time in UTC ms. */
export function timeCell(record: CsvRecord, i: number, place: CellPlace, format: TimeFormat): number {
  const ms = isTextFormat(format) ? parseTextTime(record.text(i), format) : numericTime(record, i, format);
  if (isPlausible(ms)) return ms;
  const what = `${FORMAT_NAMES[format]}${isTextFormat(format) ? '' : ' like the first one'}`;
  throw inputError(
    'CSV_NOT_A_TIME',
    { file: place.file, row: record.line, column: place.title },
    `${quoted(record.text(i))} is not ${what}.`,
    'All times of a column must be written alike, between 2005 and 2100.',
  );
}

const FORMAT_NAMES: Record<TimeFormat, string> = {
  iso: 'a date and time',
  dmy: 'a date and time with the day first',
  mdy: 'a date and time with the month first',
  s: 'a time in seconds',
  ms: 'a time in milliseconds',
  us: 'a time in microseconds',
  ns: 'a time in nanoseconds',
};

function numericTime(record: CsvRecord, i: number, format: TimeFormat): number {
  const fast = parseDecimal(record.bytes, record.starts[i], record.ends[i]);
  if (fast !== UNDECIDED) return toMs(fast, format);
  const text = record.text(i);
  return NUMBER.test(text) ? toMs(Number(text), format) : NaN;
}

export type CellRead = (record: CsvRecord) => number;

/** How a column's cells become numbers. */
export function cellReader(column: ValueColumn, plan: TablePlan): CellRead {
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
