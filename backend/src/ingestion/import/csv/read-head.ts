import { inputError } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';
import { adapt, type Adapted } from '../source/adapt.ts';
import type { SourceFile } from '../source/source-file.ts';
import { RecordReader, tooLong } from './record-reader.ts';
import {
  isPlausible,
  isTextFormat,
  numericTimeFormat,
  parseIsoTime,
  parseTextTime,
  toMs,
  type TimeFormat,
} from './times.ts';

const HEAD_BYTES = 1 << 16;
const SAMPLE_ROWS = 400;
const DELIMITERS = [',', ';', '\t', '|'];

/** The beginning of a table: enough to recognise it. */
export interface Head {
  source: SourceFile;
  delimiter: string;
  /** Titles of the columns as they are written; undefined when the first line is data. */
  titles: string[] | undefined;
  /** As they stand in the file, where `titles` are the ones that somebody has put in their place. */
  written?: string[];
  /** How times are written where somebody has said so. */
  timeFormat?: TimeFormat;
  /** The first rows of data. */
  rows: string[][];
  /** Line of the first row of data, from 1. */
  firstLine: number;
  /** Non-blank lines before it. */
  skip: number;
  /** What is added to a line's number to give the row of the file. */
  lineShift: number;
  /** What the file is when it is no table of text itself. */
  kind?: Adapted['kind'];
}

/**
 * Reads the first lines of a text file and finds its header, and its delimiter unless `by` says it. Refuses what
 * is no table.
 */
export async function readHead(given: SourceFile, limits: ImportLimits, by?: string): Promise<Head> {
  const { source, lineShift, kind } = await adapt(given);
  const { bytes, whole } = await firstBytes(source);
  refuseOtherThanText(source, bytes);
  const delimiter = by ?? findDelimiter(bytes);
  const lines = splitLines(source, bytes, whole, delimiter, limits);
  // A line of prose above the table, as some sites put their address there.
  const preamble = lines.length > 2 && lines[0].cells.length === 1 && lines[1].cells.length > 2 ? 1 : 0;
  const isHeader = lines[preamble]?.cells.every((cell) => !looksLikeData(cell)) ?? false;
  const skip = preamble + (isHeader ? 1 : 0);
  const data = lines.slice(skip);
  if (data.length === 0 && !whole) throw tooLong(source.label, lines.length + 1 + lineShift, limits);
  if (data.length === 0) {
    const what = lines.length === 0 ? 'the file is empty.' : 'the file has a header and no rows.';
    throw inputError('IMPORT_EMPTY', { file: source.label }, what, 'Download it again, or leave it out.');
  }
  return {
    source,
    delimiter,
    titles: isHeader ? lines[preamble].cells : undefined,
    rows: data.map(({ cells }) => cells),
    firstLine: data[0].line + lineShift,
    skip,
    lineShift,
    ...(kind ? { kind } : {}),
  };
}

async function firstBytes(source: SourceFile): Promise<{ bytes: Buffer; whole: boolean }> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source.open()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) return { bytes: Buffer.concat(chunks).subarray(0, HEAD_BYTES), whole: false };
  }
  return { bytes: Buffer.concat(chunks), whole: true };
}

function refuseOtherThanText(source: SourceFile, bytes: Buffer): void {
  const file = source.label;
  const text = bytes.toString('latin1', 0, 512).replace(/^\u00ef\u00bb\u00bf/, '');
  if (text.trim() === '' && bytes.length < HEAD_BYTES) {
    throw inputError('IMPORT_EMPTY', { file }, 'the file is empty.', 'Download it again, or leave it out.');
  }
  if (/^\s*</.test(text)) {
    throw inputError(
      'IMPORT_HTML',
      { file, row: 1 },
      'it is a web page, not a table.',
      'Download the data itself.',
    );
  }
  const isUtf16 = /^(\u00ff\u00fe|\u00fe\u00ff)/.test(text);
  if (!isUtf16 && bytes.includes(0)) {
    const at = bytes.indexOf(0);
    const row = bytes.subarray(0, at).toString('latin1').split('\n').length;
    throw inputError(
      'IMPORT_NOT_TEXT',
      { file, row },
      'it is not a text file.',
      'Import CSV, zip, gzip, Parquet or Feather.',
    );
  }
}

/**
 * The delimiter that most lines have the most of, quotes left aside. Between equals the one of the first line:
 * in `a;b` over `1,5;2,5` both cut the rows alike, and only one cuts the header.
 */
function findDelimiter(bytes: Buffer): string {
  const lines = bytes
    .toString('latin1')
    .split('\n', 20)
    .filter((line) => line.trim() !== '');
  const pieces = (line: string, by: string): number => line.replace(/"[^"]*"/g, '').split(by).length;
  const median = (by: string): number => {
    const counts = lines.map((line) => pieces(line, by)).sort((x, y) => x - y);
    return counts[counts.length >> 1];
  };
  const score = (by: string): number => median(by) * 1000 + pieces(lines[0], by);
  return DELIMITERS.reduce((best, by) => (score(by) > score(best) ? by : best));
}

function splitLines(
  source: SourceFile,
  bytes: Buffer,
  whole: boolean,
  delimiter: string,
  limits: ImportLimits,
): { cells: string[]; line: number }[] {
  const reader = new RecordReader(source.label, delimiter, limits);
  const lines: { cells: string[]; line: number }[] = [];
  reader.push(bytes, (record) => {
    if (lines.length >= SAMPLE_ROWS) return;
    lines.push({ cells: Array.from({ length: record.count }, (_, i) => record.text(i)), line: record.line });
  });
  if (!whole) return lines;
  reader.end((record) => {
    lines.push({ cells: Array.from({ length: record.count }, (_, i) => record.text(i)), line: record.line });
  });
  return lines;
}

function looksLikeData(cell: string): boolean {
  return /^[+-]?\.?\d/.test(cell) || /^(true|false|nan|null)$/i.test(cell);
}

/**
 * The format in which a cell is a time; undefined when it is none. `said` is taken where the cell is one. Between dots
 * the day stands first everywhere; between slashes only a person can tell.
 */
export function timeFormatOf(cell: string, said?: TimeFormat): TimeFormat | undefined {
  if (said && isPlausible(sampleTime(cell, said))) return said;
  if (!Number.isNaN(parseIsoTime(cell))) return 'iso';
  if (/^\d{1,2}\./.test(cell) && !Number.isNaN(parseTextTime(cell, 'dmy'))) return 'dmy';
  return /^\d+(\.\d+)?(e\+?\d+)?$/i.test(cell) ? numericTimeFormat(Number(cell)) : undefined;
}

/** A sample cell's time in ms, NaN when it is none. */
export function sampleTime(cell: string, format: TimeFormat): number {
  return isTextFormat(format) ? parseTextTime(cell, format) : toMs(Number(cell), format);
}
