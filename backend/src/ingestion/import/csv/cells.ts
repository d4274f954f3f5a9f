import { inputError, quoted } from '../import-error.ts';
import { parseDecimal, UNDECIDED } from './decimal.ts';
import type { CsvRecord } from './record-reader.ts';
import { isPlausible, parseIsoTime, toMs, type TimeFormat } from './times.ts';

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
  const ms = format === 'iso' ? parseIsoTime(record.text(i)) : numericTime(record, i, format);
  if (isPlausible(ms)) return ms;
  const what = format === 'iso' ? 'a date and time' : `a time in ${UNIT_NAMES[format]} like the first one`;
  throw inputError(
    'CSV_NOT_A_TIME',
    { file: place.file, row: record.line, column: place.title },
    `${quoted(record.text(i))} is not ${what}.`,
    'All times of a column must be written alike, between 2005 and 2100.',
  );
}

const UNIT_NAMES = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' };

function numericTime(record: CsvRecord, i: number, format: TimeFormat): number {
  const fast = parseDecimal(record.bytes, record.starts[i], record.ends[i]);
  if (fast !== UNDECIDED) return toMs(fast, format);
  const text = record.text(i);
  return NUMBER.test(text) ? toMs(Number(text), format) : NaN;
}
