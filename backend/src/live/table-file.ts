import { HindcastError } from '@hindcast/engine';
import type { LiveTable } from '@hindcast/engine/wire';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuck, sqlName, sqlString } from '../datasets/parquet/duckdb.ts';

const TABLE = 'shown';

/**
 * A table as a Parquet file: a column of texts becomes VARCHAR, one of numbers DOUBLE, NULL where missing.
 *
 * @throws TABLE_MISSHAPEN where a row is not as long as the header, two columns have one name, or texts and numbers mix
 */
export async function parquetOfTable(table: LiveTable): Promise<Uint8Array> {
  const kinds = kindsOf(table);
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-table-'));
  const path = join(folder, 'table.parquet');
  try {
    const duck = await openDuck({ threads: 1 });
    try {
      const { connection } = duck;
      const fields = table.columns.map((name, k) => `${sqlName(name)} ${kinds[k]}`);
      await connection.run(`CREATE TABLE ${TABLE} (${fields.join(', ')})`);
      if (table.rows.length > 0) await connection.run(`INSERT INTO ${TABLE} VALUES ${valuesOf(table)}`);
      await connection.run(`COPY ${TABLE} TO ${sqlString(path)} (FORMAT parquet)`);
    } finally {
      duck.close();
    }
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function valuesOf({ rows }: LiveTable): string {
  const literal = (cell: string | number | null): string =>
    cell === null ? 'NULL' : typeof cell === 'number' ? `${cell}::DOUBLE` : sqlString(cell);
  return rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ');
}

function kindsOf({ columns, rows }: LiveTable): ('DOUBLE' | 'VARCHAR')[] {
  if (new Set(columns.map((name) => name.toLowerCase())).size < columns.length) {
    throw misshapen('Two columns have the same name');
  }
  rows.forEach((row, i) => {
    if (!Array.isArray(row) || row.length !== columns.length) {
      throw misshapen(`Row ${i} does not have ${columns.length} cells`);
    }
    if (!row.every(isCell))
      throw misshapen(`Row ${i} has a cell that is neither a text nor a finite number nor null`);
  });
  return columns.map((name, k) => {
    const cells = rows.map((row) => row[k]).filter((cell) => cell !== null);
    if (cells.every((cell) => typeof cell === 'number')) return 'DOUBLE';
    if (cells.every((cell) => typeof cell === 'string')) return 'VARCHAR';
    throw misshapen(`The column "${name}" mixes texts and numbers`);
  });
}

const isCell = (cell: unknown): boolean => cell === null || typeof cell === 'string' || Number.isFinite(cell);

function misshapen(what: string): HindcastError {
  return new HindcastError(
    'TABLE_MISSHAPEN',
    `${what}.`,
    'Send rows as long as the header, one kind of value in a column.',
    {
      field: 'rows',
    },
  );
}
