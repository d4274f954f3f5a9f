import { inputError } from '../import-error.ts';
import type { ImportLimits } from '../limits.ts';

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const SPACE = 32;

/** One line of a table: where its cells lie in the bytes. Valid until the next line is read. */
export class CsvRecord {
  bytes: Buffer = Buffer.alloc(0);
  /** Number of the line, from 1. */
  line = 0;
  count = 0;
  readonly starts: Int32Array;
  readonly ends: Int32Array;

  constructor(columns: number) {
    this.starts = new Int32Array(columns);
    this.ends = new Int32Array(columns);
  }

  isEmpty(i: number): boolean {
    return this.starts[i] === this.ends[i];
  }

  text(i: number): string {
    return this.bytes.toString('utf8', this.starts[i], this.ends[i]).replaceAll('""', '"');
  }
}

/**
 * Cuts a stream of bytes into lines and cells, in bounded memory: quotes, CRLF and a byte order mark are
 * understood; a line that is too long, a quote that does not close and UTF-16 are refused with their row.
 * Blank lines are skipped.
 */
export class RecordReader {
  readonly #file: string;
  readonly #delimiter: number;
  readonly #limits: ImportLimits;
  readonly #record: CsvRecord;
  #rest: Buffer = Buffer.alloc(0);
  #line = 0;
  #started = false;

  /** `lineShift` is added to the number of each line. */
  constructor(file: string, delimiter: string, limits: ImportLimits, lineShift = 0) {
    this.#line = lineShift;
    this.#file = file;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#limits = limits;
    this.#record = new CsvRecord(limits.columns);
  }

  /** Takes the next bytes and hands over every line that they complete. */
  push(chunk: Buffer, each: (record: CsvRecord) => void): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    if (!this.#started && data.length >= 3) data = this.#start(data);
    let at = 0;
    for (;;) {
      const end = data.indexOf(NEWLINE, at);
      if (end < 0) break;
      this.#take(data, at, end, each);
      at = end + 1;
    }
    this.#rest = data.subarray(at);
    if (this.#rest.length > this.#limits.lineBytes) throw tooLong(this.#file, this.#line + 1, this.#limits);
  }

  /** Takes the last line, which need not end with a line break. */
  end(each: (record: CsvRecord) => void): void {
    const data = this.#started ? this.#rest : this.#start(this.#rest);
    this.#rest = Buffer.alloc(0);
    if (data.length > 0) this.#take(data, 0, data.length, each);
  }

  #start(data: Buffer): Buffer {
    this.#started = true;
    const mark = data.toString('hex', 0, 2);
    if (mark === 'fffe' || mark === 'feff') {
      throw inputError('CSV_ENCODING', { file: this.#file }, 'it is UTF-16 text.', 'Save it as UTF-8.');
    }
    return data.toString('hex', 0, 3) === 'efbbbf' ? data.subarray(3) : data;
  }

  #take(data: Buffer, from: number, end: number, each: (record: CsvRecord) => void): void {
    this.#line++;
    const to = end > from && data[end - 1] === RETURN ? end - 1 : end;
    if (to - from > this.#limits.lineBytes) throw tooLong(this.#file, this.#line, this.#limits);
    if (to === from) return;
    this.#split(data, from, to);
    each(this.#record);
  }

  #split(data: Buffer, from: number, to: number): void {
    const record = this.#record;
    record.bytes = data;
    record.line = this.#line;
    let count = 0;
    let at = from;
    for (;;) {
      if (count === this.#limits.columns) throw this.#tooWide();
      while (data[at] === SPACE && at < to) at++;
      if (data[at] === QUOTE && at < to) {
        record.starts[count] = at + 1;
        at = this.#closingQuote(data, at + 1, to, count);
        record.ends[count] = at++;
        while (data[at] === SPACE && at < to) at++;
        if (at < to && data[at] !== this.#delimiter) throw this.#badQuote(count);
      } else {
        record.starts[count] = at;
        while (at < to && data[at] !== this.#delimiter) at++;
        let end = at;
        while (end > record.starts[count] && data[end - 1] === SPACE) end--;
        record.ends[count] = end;
      }
      count++;
      if (at >= to) break;
      at++;
    }
    record.count = count;
  }

  #closingQuote(data: Buffer, from: number, to: number, column: number): number {
    for (let at = from; at < to; at++) {
      if (data[at] !== QUOTE) continue;
      if (at + 1 < to && data[at + 1] === QUOTE) at++;
      else return at;
    }
    throw this.#badQuote(column);
  }

  #badQuote(column: number): Error {
    return inputError(
      'CSV_QUOTE',
      { file: this.#file, row: this.#line, column: column + 1 },
      'a quote does not close before the next cell.',
      'Check that row; a cell cannot span lines.',
    );
  }

  #tooWide(): Error {
    return inputError(
      'CSV_TOO_WIDE',
      { file: this.#file, row: this.#line },
      `the line has more than ${this.#limits.columns} columns.`,
      'Check the delimiter, and that it is a table.',
    );
  }
}

export function tooLong(file: string, row: number, { lineBytes }: ImportLimits): Error {
  return inputError(
    'CSV_LINE_TOO_LONG',
    { file, row },
    `the line is longer than ${lineBytes} bytes.`,
    'Check that it is a table with one row per line.',
  );
}

/** Refuses a text that is no UTF-8: two names whose wrong bytes differ would be read as one. */
export function requireUtf8(text: string, file: string, row: number, column: string): string {
  if (!text.includes('\ufffd')) return text;
  throw inputError(
    'CSV_ENCODING',
    { file, row, column },
    'the text is not UTF-8.',
    'Save the file as UTF-8.',
  );
}
