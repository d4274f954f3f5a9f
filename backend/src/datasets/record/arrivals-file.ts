import { stat } from 'node:fs/promises';
import type { DuckDBAppender } from '@duckdb/node-api';
import { BAR_FIELDS, HindcastError, type BarField } from '@hindcast/engine';
import { openDuck, sqlName, sqlString, type Duck } from '../parquet/duckdb.ts';
import type { BarRevision, Decision } from './revisions.ts';

const KEYS = [
  ['openTime', 'BIGINT'],
  ['venue', 'VARCHAR'],
  ['symbol', 'VARCHAR'],
  ['revision', 'INTEGER'],
  ['knownAt', 'BIGINT'],
  ['source', 'VARCHAR'],
] as const;

/**
 * Every revision of a recording's bars with its time of arrival, as one Parquet file; beside it the times at which rows
 * were decided. With both, what was known at any moment can be told again from the dataset alone.
 */
export class ArrivalsWriter {
  readonly #duck: Duck;
  readonly #bars: DuckDBAppender;
  rows = 0;

  private constructor(duck: Duck, bars: DuckDBAppender) {
    this.#duck = duck;
    this.#bars = bars;
  }

  /** `spill` is a folder for what does not fit into memory. */
  static async open(spill: string): Promise<ArrivalsWriter> {
    const duck = await openDuck({ threads: 1, spill });
    const columns = [
      ...KEYS.map(([name, type]) => `${sqlName(name)} ${type}`),
      ...BAR_FIELDS.map((field) => `${sqlName(field)} DOUBLE`),
    ];
    await duck.connection.run(`CREATE TABLE arrivals (${columns.join(', ')})`);
    return new ArrivalsWriter(duck, await duck.connection.createAppender('arrivals'));
  }

  add({ openTime, venue, symbol, revision, knownAt, source, values }: BarRevision): void {
    const bars = this.#bars;
    bars.appendBigInt(BigInt(openTime));
    bars.appendVarchar(venue);
    bars.appendVarchar(symbol);
    bars.appendInteger(revision);
    bars.appendBigInt(BigInt(knownAt));
    bars.appendVarchar(source);
    for (const field of BAR_FIELDS) {
      const value = values[field];
      if (value === undefined || !Number.isFinite(value)) bars.appendNull();
      else bars.appendDouble(value);
    }
    bars.endRow();
    this.rows++;
  }

  async finish(path: string): Promise<void> {
    this.#bars.closeSync();
    await this.#duck.connection.run(`COPY arrivals TO ${sqlString(path)} (FORMAT parquet, COMPRESSION zstd)`);
  }

  close(): void {
    this.#duck.close();
  }
}

/** Reads the revisions back, those that open in [from, to), in their order. */
export async function* readArrivals(path: string, from: number, to: number): AsyncGenerator<BarRevision> {
  await stat(path).catch(() => {
    throw new HindcastError('RECORDING_ARRIVALS', `${path} is missing.`, 'Restore the dataset from a copy.', {
      file: path,
    });
  });
  const duck = await openDuck({ threads: 1 });
  try {
    const result = await duck.connection.stream(
      `SELECT * FROM read_parquet(${sqlString(path)}) WHERE "openTime" >= ${from} AND "openTime" < ${to}
       ORDER BY "openTime", venue, symbol, revision`,
    );
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      for (const row of chunk.getRows()) yield revisionOf(row);
    }
  } finally {
    duck.close();
  }
}

function revisionOf(row: readonly unknown[]): BarRevision {
  const [openTime, venue, symbol, revision, knownAt, source, ...cells] = row;
  const values: Partial<Record<BarField, number>> = {};
  BAR_FIELDS.forEach((field, i) => {
    if (typeof cells[i] === 'number') values[field] = cells[i];
  });
  return {
    openTime: Number(openTime),
    venue: String(venue),
    symbol: String(symbol),
    revision: Number(revision),
    knownAt: Number(knownAt),
    source: String(source),
    values,
  };
}

/** Decisions as a file: pairs of times, one after the other. */
export function decisionsText(decisions: readonly Decision[]): string {
  const lines = decisions.map(({ openTime, decidedAt }) => `${openTime},${decidedAt}\n`);
  return `openTime,decidedAt\n${lines.join('')}`;
}

export function parseDecisions(text: string): Decision[] {
  const lines = text.split('\n').slice(1).filter(Boolean);
  return lines.map((line) => {
    const [openTime, decidedAt] = line.split(',').map(Number);
    return { openTime, decidedAt };
  });
}
