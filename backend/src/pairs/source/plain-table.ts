import { HindcastError, isTimeframe, timeframeMs, TIMEFRAMES } from '@hindcast/engine';
import { parseDecimal, UNDECIDED } from '../../ingestion/import/csv/decimal.ts';
import { readHead } from '../../ingestion/import/csv/read-head.ts';
import { RecordReader, type CsvRecord } from '../../ingestion/import/csv/record-reader.ts';
import {
  isTextFormat,
  numericTimeFormat,
  parseIsoTime,
  parseTextTime,
  toMs,
  type TimeFormat,
} from '../../ingestion/import/csv/times.ts';
import { inputError, quoted } from '../../ingestion/import/import-error.ts';
import { DEFAULT_LIMITS } from '../../ingestion/import/limits.ts';
import { findSources } from '../../ingestion/import/source/find-sources.ts';
import type { SourceFile } from '../../ingestion/import/source/source-file.ts';

/** Closes of one symbol of a table, in order of time. */
export interface TableSeries {
  readonly symbol: string;
  readonly times: Float64Array;
  readonly close: Float64Array;
  readonly timeframe: string;
  readonly timeframeMs: number;
  /** Bars whose close is missing or not a price. */
  readonly missing: number;
}

/** A plain table of prices of several symbols. */
export interface PlainTable {
  readonly name: string;
  readonly series: ReadonlyMap<string, TableSeries>;
}

/** What the columns may be called, in lower case; the first is what messages say. */
const TITLES = {
  time: ['timestamp', 'time', 'date', 'datetime', 'open_time', 'opentime', 'ts'],
  symbol: ['symbol', 'ticker', 'pair', 'instrument', 'asset'],
  close: ['close', 'adj close', 'adj_close', 'price', 'c'],
} as const;

/** Bars of all symbols together: a table is read into memory. */
const MOST_ROWS = 5_000_000;
const MOST_SYMBOLS = 2_000;
const MISSING = new Set(['', 'nan', 'null', 'none', 'na', 'n/a', '-']);

interface Columns {
  readonly time: number;
  readonly symbol: number;
  readonly close: number;
  readonly count: number;
  readonly titles: readonly string[];
  readonly format: TimeFormat;
}

/** Rows of one symbol as they come, with the line of each. */
interface Growing {
  readonly times: number[];
  readonly close: number[];
  readonly lines: number[];
  missing: number;
}

/** The one table that a path holds. @throws HindcastError PAIR_TABLE_FILES */
export async function readTable(path: string, label = path): Promise<PlainTable> {
  const { sources } = await findSources([path], DEFAULT_LIMITS);
  if (sources.length === 1) return readPlainTable(sources[0]);
  throw new HindcastError(
    'PAIR_TABLE_FILES',
    `${label} holds ${sources.length === 0 ? 'no table' : `${sources.length} tables`}; one file with both symbols is needed.`,
    'Put the rows of both symbols into one CSV with the columns timestamp, symbol, open, high, low, close.',
    { field: 'upload' },
  );
}

/**
 * Reads a table with `timestamp, symbol, open, high, low, close[, volume]` and rows of every symbol in any order: what a person exports
 * from elsewhere, stocks with nights and weekends included. Only the closes are used.
 *
 * @throws HindcastError PAIR_TABLE… with the row and the column
 */
async function readPlainTable(source: SourceFile, signal?: AbortSignal): Promise<PlainTable> {
  const head = await readHead(source, DEFAULT_LIMITS);
  const file = source.label;
  const columns = columnsOf(head.titles, head.rows, file);
  const found = new Map<string, Growing>();
  let rows = 0;
  let skip = head.skip;
  const reader = new RecordReader(file, head.delimiter, DEFAULT_LIMITS, head.lineShift);
  const take = (record: CsvRecord): void => {
    if (skip > 0) {
      skip--;
      return;
    }
    if (++rows > MOST_ROWS)
      throw inputError(
        'PAIR_TABLE_TOO_LONG',
        { file, row: record.line },
        `there are more than ${MOST_ROWS} rows.`,
        'Import it as a dataset: hindcast import.',
      );
    takeRow(record, columns, file, found);
  };
  for await (const chunk of head.source.open({ signal })) {
    signal?.throwIfAborted();
    reader.push(chunk, take);
  }
  reader.end(take);
  const series = new Map<string, TableSeries>();
  for (const [symbol, growing] of found) series.set(symbol, finished(symbol, growing, columns, file));
  return { name: file, series };
}

function columnsOf(titles: readonly string[] | undefined, rows: string[][], file: string): Columns {
  const wanted =
    'A table of prices has the columns timestamp, symbol, open, high, low, close and perhaps volume.';
  if (!titles)
    throw inputError(
      'PAIR_TABLE_HEADER',
      { file, row: 1 },
      'the first line does not name the columns.',
      wanted,
    );
  const plain = titles.map((title) => title.trim().toLowerCase());
  const find = (names: readonly string[]): number => {
    for (const name of names) if (plain.includes(name)) return plain.indexOf(name);
    throw inputError(
      'PAIR_TABLE_COLUMN',
      { file, row: 1 },
      `there is no column "${names[0]}"; there is ${titles.map(quoted).join(', ')}.`,
      wanted,
    );
  };
  const at = { time: find(TITLES.time), symbol: find(TITLES.symbol), close: find(TITLES.close) };
  const cell = rows[0][at.time] ?? '';
  return { ...at, count: titles.length, titles, format: timeFormat(cell, rows, at.time, file) };
}

/** How times are written; a table may reach further back than crypto does. */
function timeFormat(cell: string, rows: string[][], column: number, file: string): TimeFormat {
  if (!Number.isNaN(parseIsoTime(cell))) return 'iso';
  const all = (format: 'dmy' | 'mdy'): boolean =>
    rows.every((row) => !Number.isNaN(parseTextTime(row[column] ?? '', format)));
  const [dmy, mdy] = [all('dmy'), all('mdy')];
  if (dmy !== mdy) return dmy ? 'dmy' : 'mdy';
  if (dmy && cell.includes('.')) return 'dmy';
  const numeric = /^\d+(\.\d+)?(e\+?\d+)?$/i.test(cell) ? numericTimeFormat(Number(cell)) : undefined;
  if (numeric) return numeric;
  throw inputError(
    'PAIR_TABLE_TIME',
    { file, row: 2, column: 'timestamp' },
    dmy ? `${quoted(cell)} may begin with the day or with the month.` : `${quoted(cell)} is not a time.`,
    'Write times as 2024-01-31 or 2024-01-31T14:30:00Z, or in milliseconds since 1970.',
  );
}

function takeRow(record: CsvRecord, columns: Columns, file: string, found: Map<string, Growing>): void {
  if (record.count !== columns.count)
    throw inputError(
      'PAIR_TABLE_WIDTH',
      { file, row: record.line },
      `the row has ${record.count} columns, the header has ${columns.count}.`,
      'Correct that row; the file may be cut off there.',
    );
  const symbol = record.text(columns.symbol).trim();
  if (symbol === '' || symbol.length > 64)
    throw inputError(
      'PAIR_TABLE_SYMBOL',
      { file, row: record.line, column: columns.titles[columns.symbol] },
      symbol === '' ? 'the symbol is missing.' : 'the symbol is longer than 64 characters.',
      'Name the symbol of every row.',
    );
  let growing = found.get(symbol);
  if (!growing) {
    if (found.size === MOST_SYMBOLS)
      throw inputError(
        'PAIR_TABLE_SYMBOLS',
        { file, row: record.line },
        `there are more than ${MOST_SYMBOLS} symbols.`,
        'Split the file.',
      );
    found.set(symbol, (growing = { times: [], close: [], lines: [], missing: 0 }));
  }
  const close = priceOf(record, columns, file);
  growing.times.push(timeOf(record, columns, file));
  growing.close.push(close);
  growing.lines.push(record.line);
  if (close !== close) growing.missing++;
}

function timeOf(record: CsvRecord, { time, format, titles }: Columns, file: string): number {
  const text = record.text(time).trim();
  const ms = isTextFormat(format)
    ? parseTextTime(text, format)
    : text === ''
      ? NaN
      : toMs(Number(text), format);
  if (Number.isFinite(ms) && Math.abs(ms) < 8.64e15) return ms;
  throw inputError(
    'PAIR_TABLE_TIME',
    { file, row: record.line, column: titles[time] },
    `${quoted(text)} is not a time like the first one.`,
    'Write all times of the column alike.',
  );
}

/** A price; NaN where it is missing, zero or negative. */
function priceOf(record: CsvRecord, { close, titles }: Columns, file: string): number {
  const fast = parseDecimal(record.bytes, record.starts[close], record.ends[close]);
  const text = fast === UNDECIDED ? record.text(close).trim() : '';
  const value = fast === UNDECIDED ? (MISSING.has(text.toLowerCase()) ? NaN : Number(text)) : fast;
  if (fast === UNDECIDED && Number.isNaN(value) && !MISSING.has(text.toLowerCase()))
    throw inputError(
      'PAIR_TABLE_NUMBER',
      { file, row: record.line, column: titles[close] },
      `${quoted(text)} is not a number.`,
      'Correct that row, or leave the cell empty.',
    );
  return Number.isFinite(value) && value > 0 ? value : NaN;
}

function finished(
  symbol: string,
  { times, close, lines, missing }: Growing,
  columns: Columns,
  file: string,
): TableSeries {
  const order = times.map((_, i) => i).sort((a, b) => times[a] - times[b] || a - b);
  for (let k = 1; k < order.length; k++)
    if (times[order[k]] === times[order[k - 1]])
      throw inputError(
        'PAIR_TABLE_DUPLICATE',
        { file, row: lines[order[k]], column: columns.titles[columns.time] },
        `${symbol} has a row with this time already, row ${lines[order[k - 1]]}.`,
        'Drop one of the two.',
      );
  const sorted = Float64Array.from(order, (i) => times[i]);
  const ms = usualStep(sorted);
  return {
    symbol,
    times: sorted,
    close: Float64Array.from(order, (i) => close[i]),
    timeframe: wordFor(ms),
    timeframeMs: ms,
    missing,
  };
}

/** Median distance of neighbours; a day where there is one bar. */
function usualStep(times: Float64Array): number {
  const steps = times.slice(1).map((time, i) => time - times[i]);
  steps.sort();
  return steps.length > 0 ? steps[steps.length >> 1] : 86_400_000;
}

function wordFor(ms: number): string {
  const known = TIMEFRAMES.find((word) => timeframeMs(word) === ms);
  if (known !== undefined && isTimeframe(known)) return known;
  const [unit, letter] = (
    [
      [86_400_000, 'd'],
      [3_600_000, 'h'],
      [60_000, 'm'],
      [1_000, 's'],
    ] as const
  ).find(([size]) => ms % size === 0) ?? [1, 'ms'];
  return `${ms / unit}${letter}`;
}
