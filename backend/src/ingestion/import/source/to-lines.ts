import { StringDecoder } from 'node:string_decoder';
import { types } from 'node:util';
import { loadBindings, openDuck, sqlName, sqlString } from '../../../datasets/parquet/duckdb.ts';
import { inputError, quoted } from '../import-error.ts';
import type { ColumnsFile, Reading, SourceFile } from './source-file.ts';

const BLOCK = 1 << 16;
/** A message longer than this is none. */
const MESSAGE_BYTES = 1 << 20;

/** The columns that recorded trade messages are read as. */
export const MESSAGE_HEADER = 'time,symbol,id,price,quantity,first_trade_id,last_trade_id,is_buyer_maker';

/** Trades out of a recorded stream, one message on a line; lines of other events become blank ones. */
export async function* messagesToLines(source: SourceFile, reading?: Reading): AsyncGenerator<Buffer> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let row = 0;
  let out = `${MESSAGE_HEADER}\n`;
  const take = (line: string): void => {
    row++;
    out += `${line.trim() === '' ? '' : tradeLine(line, source.label, row)}\n`;
  };
  for await (const chunk of source.open(reading)) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MESSAGE_BYTES) throw tooLong(source.label, row + 1);
    for (const line of lines) take(line);
    if (out.length < BLOCK) continue;
    yield Buffer.from(out);
    out = '';
  }
  if (rest !== '') take(rest);
  if (out !== '') yield Buffer.from(out);
}

interface TradeMessage {
  e?: string;
  T?: number;
  s?: string;
  t?: number;
  a?: number;
  p?: string;
  q?: string;
  f?: number;
  l?: number;
  m?: boolean;
}

function tradeLine(line: string, file: string, row: number): string {
  let message: { data?: TradeMessage } & TradeMessage;
  try {
    message = JSON.parse(line.slice(line.indexOf('{'))) as typeof message;
  } catch {
    throw inputError(
      'IMPORT_NOT_JSON',
      { file, row },
      `${quoted(line)} is no message.`,
      'Correct or remove that line.',
    );
  }
  const data = message.data ?? message;
  const isAggregated = data.e === 'aggTrade';
  // An insurance fund's or a liquidation's internal transfer has no price of the market.
  if ((!isAggregated && data.e !== 'trade') || Number(data.p) === 0) return '';
  const id = isAggregated ? data.a : data.t;
  const [first, last] = isAggregated ? [data.f, data.l] : [id, id];
  return `${data.T},${data.s},${id},${data.p},${data.q},${first},${last},${data.m}`;
}

/** Rows out of `[[1704067200000, 42314, …], […]]`: a line for every inner array. */
export async function* arraysToLines(source: SourceFile, reading?: Reading): AsyncGenerator<Buffer> {
  let depth = 0;
  for await (const chunk of source.open(reading)) {
    const out = Buffer.allocUnsafe(chunk.length);
    let at = 0;
    for (const byte of chunk) {
      if (byte === 0x5b) depth++;
      else if (byte === 0x5d) {
        if (depth === 2) out[at++] = 0x0a;
        depth--;
      } else if (depth === 2 && byte > 0x20) out[at++] = byte;
      if (depth < 0 || depth > 2) {
        const action = 'Expected an array of rows.';
        throw inputError('IMPORT_NOT_JSON', { file: source.label }, 'its brackets do not pair up.', action);
      }
    }
    yield out.subarray(0, at);
  }
  if (depth !== 0) {
    throw inputError(
      'IMPORT_TRUNCATED',
      { file: source.label },
      'the JSON ends too early.',
      'Download it again.',
    );
  }
}

/** A Parquet file's rows as lines with a header: numbers as their shortest text, times as ISO or numbers. */
export async function* parquetToLines(
  { path }: ColumnsFile,
  source: SourceFile,
  reading?: Reading,
): AsyncGenerator<Buffer> {
  await loadBindings();
  const duck = await openDuck({ threads: 2 });
  try {
    const from = `read_parquet(${sqlString(path)})`;
    const described = await duck.connection.runAndReadAll(`DESCRIBE SELECT * FROM ${from}`);
    const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
    yield Buffer.from(`${columns.map(({ name }) => cell(name)).join(',')}\n`);
    const expressions = columns.map(({ name, type }) => asText(sqlName(name), type)).join(', ');
    const result = await duck.connection.stream(`SELECT ${expressions} FROM ${from}`);
    let told = 0;
    for (;;) {
      reading?.signal?.throwIfAborted();
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      const texts = chunk
        .getRows()
        .map((row) => row.map((value) => cell(value === null ? '' : String(value))).join(','));
      yield Buffer.from(`${texts.join('\n')}\n`);
      const part = Math.min(source.bytes - told, chunk.rowCount * columns.length * 4);
      told += part;
      reading?.onRead?.(part);
    }
  } catch (error) {
    if (!types.isNativeError(error) || 'action' in error || error.name === 'AbortError') throw error;
    // DuckDB names the file by its path, which is nobody's business.
    const said = error.message.split('\n')[0].replaceAll(path, source.name);
    const what = `it cannot be read as Parquet: ${said}`;
    throw inputError('IMPORT_DAMAGED', { file: source.label }, what, 'Write it again, or import it as CSV.');
  } finally {
    duck.close();
  }
}

function asText(column: string, type: string): string {
  // A zone's name would need a library that is not built in; microseconds since 1970 need none.
  if (/^TIMESTAMP/.test(type)) return `epoch_us(${column})`;
  if (type === 'FLOAT') return `${column}::DOUBLE`;
  if (/^(DOUBLE|BOOLEAN)$/.test(type)) return column;
  return `CAST(${column} AS VARCHAR)`;
}

/** A text as one cell of a line. */
export function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""').replace(/[\r\n]+/g, ' ')}"` : text;
}

function tooLong(file: string, row: number): Error {
  const what = `the line is longer than ${MESSAGE_BYTES} bytes.`;
  return inputError('CSV_LINE_TOO_LONG', { file, row }, what, 'Check that it has one message per line.');
}
