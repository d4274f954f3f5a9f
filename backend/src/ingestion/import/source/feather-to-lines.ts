import { open } from 'node:fs/promises';
import { types } from 'node:util';
import * as zlib from 'node:zlib';
import {
  CompressionType,
  compressionRegistry,
  DataType,
  RecordBatchReader,
  type RecordBatch,
  type Vector,
} from 'apache-arrow';
import { decompressFrameSync } from 'lz4-napi';
import { inputError } from '../import-error.ts';
import { bomb } from './inflate-guard.ts';
import type { ColumnsFile, Reading, SourceFile } from './source-file.ts';
import { cell } from './to-lines.ts';

/** Rows that become one piece of text. */
const PIECE = 4_096;
/** The most bytes of a compressed column of one batch: unpacked they are at most 255 times as many, all in memory. */
const COLUMN_BYTES = 8 * 1024 ** 2;

/** Codecs are the library's, for the whole process. What a batch grew by is read off its columns, not here. */
compressionRegistry.set(CompressionType.LZ4_FRAME, {
  decode: (data) => decompressFrameSync(bounded(data)),
});
/** Node has it from 22.15 on. */
if ('zstdDecompressSync' in zlib) {
  const unpack = zlib.zstdDecompressSync as (data: Uint8Array) => Buffer;
  compressionRegistry.set(CompressionType.ZSTD, { decode: (data) => unpack(bounded(data)) });
}

function bounded(data: Uint8Array): Buffer {
  if (data.length > COLUMN_BYTES) {
    throw new RangeError(`a column of one batch has ${data.length} compressed bytes; write smaller batches`);
  }
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * The rows of a Feather (version 2, Arrow IPC) file, which freqtrade keeps its candles in, as lines with a header:
 * numbers as their shortest text, times as whole numbers since 1970 in the unit in which they are kept. One batch of
 * rows is in memory at a time.
 */
export async function* featherToLines(
  { path, limits }: ColumnsFile,
  source: SourceFile,
  reading?: Reading,
): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  const most = Math.max(limits.ratioFrom, source.bytes * limits.ratio);
  let unpacked = 0;
  try {
    const reader = await RecordBatchReader.from(file);
    await reader.open();
    yield Buffer.from(`${reader.schema.fields.map(({ name }) => cell(name)).join(',')}\n`);
    const batches = Math.max(1, 'numRecordBatches' in reader ? reader.numRecordBatches : 1);
    for await (const batch of reader) {
      unpacked += batch.data.byteLength;
      if (unpacked > most) throw bomb(source.label, source.bytes, limits);
      for (const piece of linesOf(batch)) {
        reading?.signal?.throwIfAborted();
        yield piece;
      }
      reading?.onRead?.(Math.floor(source.bytes / batches));
    }
  } catch (error) {
    if (!types.isNativeError(error) || 'action' in error || error.name === 'AbortError') throw error;
    // What is cut off or no Arrow at all is found by the library as a property of nothing.
    const said =
      error instanceof TypeError
        ? 'its parts do not fit together'
        : error.message.split('\n')[0].replaceAll(path, source.name);
    const what = `it cannot be read as Feather: ${said}.`;
    throw inputError('IMPORT_DAMAGED', { file: source.label }, what, 'Write it again, or import it as CSV.');
  } finally {
    await file.close().catch((error: NodeJS.ErrnoException) => {
      // The reader closes what it was given when it has come to the end.
      if (error.code !== 'EBADF') throw error;
    });
  }
}

function* linesOf(batch: RecordBatch): Generator<Buffer> {
  const texts = batch.schema.fields.map((_, k) => textsOf(batch.getChildAt(k)!));
  for (let from = 0; from < batch.numRows; from += PIECE) {
    const lines: string[] = [];
    for (let row = from; row < Math.min(from + PIECE, batch.numRows); row++) {
      lines.push(texts.map((text) => text(row)).join(','));
    }
    yield Buffer.from(`${lines.join('\n')}\n`);
  }
}

/** How a column's value becomes a cell: the library's own times are in milliseconds, which loses what is finer. */
function textsOf(column: Vector): (row: number) => string {
  const { type } = column;
  if (DataType.isTimestamp(type) || DataType.isDate(type)) {
    const [data] = column.data;
    const values = data.values as BigInt64Array | Int32Array;
    const days = DataType.isDate(type) && values instanceof Int32Array;
    return (row) => {
      if (!column.isValid(row)) return '';
      const value = values[row];
      return days ? String(Number(value) * 86_400_000) : String(value);
    };
  }
  return (row) => {
    const value = column.get(row) as string | number | bigint | boolean | null | undefined;
    return value === null || value === undefined ? '' : cell(String(value));
  };
}
