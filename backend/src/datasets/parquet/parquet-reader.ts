import { BAR_FIELDS } from '@hindcast/engine';
import { loadBindings, openDuck, sqlName, sqlString } from './duckdb.ts';

/** A run of rows as DuckDB delivers them: `columns[0]` is openTime, then BAR_FIELDS. Valid until the next. */
export interface ParquetChunk {
  rows: number;
  columns: Float64Array[];
}

/** Streams a lane's Parquet file in columns; a NULL is NaN. Rows come in the order of the file. */
export async function* readParquet(path: string): AsyncGenerator<ParquetChunk> {
  const bindings = await loadBindings();
  const duck = await openDuck({ threads: 2 });
  try {
    const fields = BAR_FIELDS.map((f) => `coalesce(${sqlName(f)}, 'NaN'::DOUBLE)`).join(', ');
    const source = `read_parquet(${sqlString(path)})`;
    const result = await duck.connection.stream(`SELECT "openTime"::DOUBLE, ${fields} FROM ${source}`);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      const rows = chunk.rowCount;
      const columns: Float64Array[] = [];
      for (let c = 0; c <= BAR_FIELDS.length; c++) {
        const bytes = bindings.vector_get_data(bindings.data_chunk_get_vector(chunk.chunk, c), rows * 8);
        columns.push(new Float64Array(bytes.buffer, bytes.byteOffset, rows));
      }
      yield { rows, columns };
    }
  } finally {
    duck.close();
  }
}
