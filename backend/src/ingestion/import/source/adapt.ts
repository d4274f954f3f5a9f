import type { ColumnsFile, Reading, SourceFile } from './source-file.ts';
import { arraysToLines, MESSAGE_HEADER, messagesToLines, parquetToLines } from './to-lines.ts';

/** How a source is turned into lines of a table. */
export interface Adapted {
  source: SourceFile;
  /** What is added to a line's number to give the row that a person would look for. */
  lineShift: number;
  /** What the file is, when it is no table of text. */
  kind?: 'messages' | 'arrays' | 'parquet' | 'feather';
}

const SNIFF_BYTES = 4096;
/** A line of a recorded stream: perhaps a time of receipt, then one JSON object with an event. */
const MESSAGE = /^(\S{1,40}\s)?\{.*"e":/;
/** freqtrade's JSON: an array of arrays. */
const ARRAYS = /^\s*\[\s*\[/;

/**
 * Lets recorded stream messages, JSON arrays, Parquet and Feather be read as what every importer reads: lines of a table.
 * So there is one set of checks, one way to recognise columns and one form of error for all of them.
 */
export async function adapt(source: SourceFile): Promise<Adapted> {
  const { columns } = source;
  if (columns !== undefined) {
    const read = columns.format === 'parquet' ? parquetToLines : featherLines;
    return {
      source: { ...source, open: (reading) => read(columns, source, reading) },
      lineShift: -1,
      kind: columns.format,
    };
  }
  const start = (await firstBytes(source)).toString('utf8');
  if (ARRAYS.test(start)) {
    return {
      source: { ...source, open: (reading) => arraysToLines(source, reading) },
      lineShift: 0,
      kind: 'arrays',
    };
  }
  if (MESSAGE.test(start)) {
    // The header that is put in front takes the first line.
    return {
      source: { ...source, open: (reading) => messagesToLines(source, reading) },
      lineShift: -1,
      kind: 'messages',
    };
  }
  return { source, lineShift: 0 };
}

export { MESSAGE_HEADER };

/** Arrow takes a while to load: who imports no Feather does not wait for it. */
async function* featherLines(
  ...asked: [file: ColumnsFile, source: SourceFile, reading?: Reading]
): AsyncGenerator<Buffer> {
  const { featherToLines } = await import('./feather-to-lines.ts');
  yield* featherToLines(...asked);
}

async function firstBytes(source: SourceFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source.open()) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= SNIFF_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, SNIFF_BYTES);
}
