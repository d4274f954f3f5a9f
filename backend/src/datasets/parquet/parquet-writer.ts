import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBAppender, DuckDBDataChunk } from '@duckdb/node-api';
import { BAR_FIELDS, type BarColumns } from '@hindcast/engine';
import { loadBindings, sqlName, sqlString, type Bindings, type Duck } from './duckdb.ts';

/** DuckDB's vectors hold this many values. */
const VECTOR_ROWS = 2048;

/**
 * A table in memory is set aside as a file when it has as many rows: eight row groups of the final file. So a
 * lane of any length takes no more memory than this many bars (160 MB).
 */
const PART_ROWS = 8 * 122_880;

/**
 * Collects the bars of one lane in a DuckDB table, column by column, and copies them to one Parquet file.
 * The typed arrays are copied into DuckDB's vectors as they are: a value never becomes a JS object.
 */
export class ParquetWriter {
  readonly #duck: Duck;
  readonly #table: string;
  readonly #bindings: Bindings;
  readonly #spill: string;
  #appender: DuckDBAppender;
  readonly #chunk: DuckDBDataChunk;
  readonly #times = new BigInt64Array(VECTOR_ROWS);
  readonly #stage = BAR_FIELDS.map(() => new Float64Array(VECTOR_ROWS));
  readonly #parts: string[] = [];
  #staged = 0;
  #tableRows = 0;

  private constructor(
    duck: Duck,
    table: string,
    spill: string,
    bindings: Bindings,
    appender: DuckDBAppender,
    chunk: DuckDBDataChunk,
  ) {
    this.#duck = duck;
    this.#table = table;
    this.#spill = spill;
    this.#bindings = bindings;
    this.#appender = appender;
    this.#chunk = chunk;
  }

  /** `spill` is a folder for what does not fit into memory. */
  static async open(duck: Duck, table: string, spill: string): Promise<ParquetWriter> {
    const { BIGINT, DOUBLE, DuckDBDataChunk: Chunk } = await import('@duckdb/node-api');
    const bindings = await loadBindings();
    const appender = await createTable(duck, table);
    const chunk = Chunk.create([BIGINT, ...BAR_FIELDS.map(() => DOUBLE)]);
    return new ParquetWriter(duck, table, spill, bindings, appender, chunk);
  }

  /** Appends rows [from, to). A field that `columns` leaves out is missing in all of them. */
  append(openTime: Float64Array, columns: Partial<BarColumns>, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const count = Math.min(to - at, VECTOR_ROWS - this.#staged);
      for (let i = 0; i < count; i++) this.#times[this.#staged + i] = BigInt(openTime[at + i]);
      for (let f = 0; f < BAR_FIELDS.length; f++) {
        const source = columns[BAR_FIELDS[f]];
        const stage = this.#stage[f];
        if (source) stage.set(source.subarray(at, at + count), this.#staged);
        else stage.fill(NaN, this.#staged, this.#staged + count);
      }
      this.#staged += count;
      at += count;
      if (this.#staged === VECTOR_ROWS) this.#flush();
    }
  }

  /** Sets aside what would take too much memory. To be called now and then while appending. */
  async drain(): Promise<void> {
    if (this.#tableRows < PART_ROWS) return;
    await mkdir(this.#spill, { recursive: true });
    const part = join(this.#spill, `${this.#table}.${this.#parts.length}.parquet`);
    await this.#copyTable(part, 'snappy');
    this.#parts.push(part);
    this.#appender = await createTable(this.#duck, this.#table);
    this.#tableRows = 0;
  }

  /** Writes everything appended to `path`; NaN becomes NULL. The table is dropped. */
  async finish(path: string): Promise<void> {
    if (this.#parts.length === 0) {
      await this.#copyTable(path, 'zstd');
      return;
    }
    const last = join(this.#spill, `${this.#table}.last.parquet`);
    await this.#copyTable(last, 'snappy');
    const files = [...this.#parts, last].map(sqlString).join(', ');
    const query = `SELECT * FROM read_parquet([${files}])`;
    await this.#duck.connection.run(
      `COPY (${query}) TO ${sqlString(path)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    for (const part of [...this.#parts, last]) await rm(part);
  }

  /** Writes the table to a file and drops it. */
  async #copyTable(path: string, compression: 'zstd' | 'snappy'): Promise<void> {
    this.#flush();
    this.#appender.closeSync();
    const fields = BAR_FIELDS.map((f) => `nullif(${sqlName(f)}, 'NaN'::DOUBLE) AS ${sqlName(f)}`).join(', ');
    const query = `SELECT "openTime", ${fields} FROM ${sqlName(this.#table)}`;
    const format = `(FORMAT parquet, COMPRESSION ${compression})`;
    await this.#duck.connection.run(`COPY (${query}) TO ${sqlString(path)} ${format}`);
    await this.#duck.connection.run(`DROP TABLE ${sqlName(this.#table)}`);
  }

  #flush(): void {
    const rows = this.#staged;
    if (rows === 0) return;
    const raw = this.#chunk.chunk;
    const put = (column: number, from: ArrayBufferLike): void => {
      const vector = this.#bindings.data_chunk_get_vector(raw, column);
      this.#bindings.copy_data_to_vector(vector, 0, from as ArrayBuffer, 0, rows * 8);
    };
    this.#chunk.reset();
    put(0, this.#times.buffer);
    for (let f = 0; f < BAR_FIELDS.length; f++) put(f + 1, this.#stage[f].buffer);
    this.#chunk.rowCount = rows;
    this.#appender.appendDataChunk(this.#chunk);
    this.#tableRows += rows;
    this.#staged = 0;
  }
}

async function createTable(duck: Duck, table: string): Promise<DuckDBAppender> {
  const fields = BAR_FIELDS.map((field) => `${sqlName(field)} DOUBLE`).join(', ');
  await duck.connection.run(`CREATE TABLE ${sqlName(table)} ("openTime" BIGINT, ${fields})`);
  return duck.connection.createAppender(table);
}
