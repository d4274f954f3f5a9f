import { HindcastError } from '@hindcast/engine';
import { decodeFrame, type Frame } from '@hindcast/engine/wire';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBindings, openDuck, sqlName, sqlString, type Duck } from '../datasets/parquet/duckdb.ts';

/** Rows in one vector of DuckDB. */
const VECTOR_ROWS = 2_048;
const TABLE = 'rows';

/** The rows of a frame as a Parquet file: `openTime` in UTC ms, every other column a double, NULL where missing. */
export async function parquetOf(frame: Frame): Promise<Uint8Array> {
  if (frame.to <= frame.from) throw nothing();
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-rows-'));
  const path = join(folder, 'rows.parquet');
  try {
    const duck = await openDuck({ threads: 1 });
    try {
      await fill(duck, frame);
      await duck.connection.run(`COPY (${selection(frame.columns)}) TO ${sqlString(path)} (FORMAT parquet)`);
    } finally {
      duck.close();
    }
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Column by column into a table in memory: a typed array never becomes JS values. */
async function fill(duck: Duck, frame: Frame): Promise<void> {
  const { DOUBLE, DuckDBDataChunk } = await import('@duckdb/node-api');
  const bindings = await loadBindings();
  const { columns, rows, column } = decodeFrame(frame);
  const fields = columns.map((name) => `${sqlName(name)} DOUBLE`).join(', ');
  await duck.connection.run(`CREATE TABLE ${TABLE} (${fields})`);
  const appender = await duck.connection.createAppender(TABLE);
  const chunk = DuckDBDataChunk.create(columns.map(() => DOUBLE));
  const stage = new Float64Array(VECTOR_ROWS);
  for (let from = 0; from < rows; from += VECTOR_ROWS) {
    const count = Math.min(VECTOR_ROWS, rows - from);
    chunk.reset();
    columns.forEach((name, k) => {
      stage.set(column(name)!.subarray(from, from + count));
      const vector = bindings.data_chunk_get_vector(chunk.chunk, k);
      bindings.copy_data_to_vector(vector, 0, stage.buffer, 0, count * 8);
    });
    chunk.rowCount = count;
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function selection(columns: readonly string[]): string {
  const fields = columns.map((name) =>
    name === 'openTime'
      ? `${sqlName(name)}::BIGINT AS ${sqlName(name)}`
      : `nullif(${sqlName(name)}, 'NaN'::DOUBLE) AS ${sqlName(name)}`,
  );
  return `SELECT ${fields.join(', ')} FROM ${TABLE}`;
}

function nothing(): HindcastError {
  return new HindcastError(
    'REPLAY_EXPORT_EMPTY',
    'None of the rows asked for has been played.',
    'Ask for rows up to the furthest bar.',
    { field: 'from' },
  );
}
