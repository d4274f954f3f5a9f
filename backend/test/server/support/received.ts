import { DuckDBInstance } from '@duckdb/node-api';
import { decodeFrame, type Frame } from '@hindcast/engine/wire';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The highest row that stands anywhere in what a client received: in frames, marks, trades or summaries. */
export function latestRow(received: unknown): number {
  if (Array.isArray(received)) return Math.max(-1, ...received.map(latestRow));
  if (typeof received !== 'object' || received === null || ArrayBuffer.isView(received)) return -1;
  const own = received as Record<string, unknown>;
  const named = ['row', 'cursor', 'furthest', 'exitRow', 'entryRow']
    .map((name) => own[name])
    .filter((row) => typeof row === 'number');
  const frame = 'columns' in own && 'data' in own ? [Number(own.to) - 1] : [];
  const bucket = 'bucketRows' in own ? [Number(own.to) - 1] : [];
  return Math.max(-1, ...named, ...frame, ...bucket, ...Object.values(own).map(latestRow));
}

/** Numbers from here on are times in UTC ms: 2001-09-09. */
const FIRST_TIME = 1e12;

/**
 * The latest time that stands anywhere in what a client received, whatever its field is called, and in the bytes of frames the
 * close of their last bar. UTC ms. The grids of higher timeframes, which are no bars, are passed over.
 *
 * @param barMs length of a bar by its timeframe
 */
export function latestTime(received: unknown, barMs: Record<string, number>): number {
  if (typeof received === 'number') return received >= FIRST_TIME ? received : -Infinity;
  if (Array.isArray(received)) return Math.max(-Infinity, ...received.map((one) => latestTime(one, barMs)));
  if (typeof received !== 'object' || received === null || ArrayBuffer.isView(received)) return -Infinity;
  const own = received as Record<string, unknown>;
  const told = Object.entries(own).filter(([name]) => name !== 'timeframes');
  const times = told.map(([, one]) => latestTime(one, barMs));
  if (!('columns' in own && 'data' in own)) return Math.max(-Infinity, ...times);
  const frame = decodeFrame(received as Frame);
  const opens = frame.column('openTime')!;
  const closed = frame.rows > 0 ? opens[frame.rows - 1] + barMs[frame.timeframe] : -Infinity;
  return Math.max(closed, ...times);
}

/** The rows of a Parquet file. */
export async function parquetRows(data: ArrayBuffer | Uint8Array): Promise<Record<string, number | null>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'parquet-'));
  const instance = await DuckDBInstance.create(':memory:');
  try {
    const path = join(folder, 'rows.parquet');
    await writeFile(path, new Uint8Array(data));
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(
      `SELECT "openTime"::DOUBLE AS "openTime", * EXCLUDE "openTime" FROM read_parquet('${path}') ORDER BY 1`,
    );
    connection.closeSync();
    return reader.getRowObjectsJS() as Record<string, number | null>[];
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}
