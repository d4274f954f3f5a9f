import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BAR_FIELDS } from '@hindcast/engine';
import { DatasetStore, exportDataset } from '../../src/datasets/index.ts';
import { openDuck } from '../../src/datasets/parquet/duckdb.ts';
import { ImportService } from '../../src/ingestion/import/index.ts';
import { itReal, real, RECIPES } from './real-data.ts';

jest.setTimeout(120_000);

let folder: string;
let store: DatasetStore;
let service: ImportService;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-round-'));
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
  service = new ImportService(store);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The folder of the real data that each recipe is for. */
const FOLDERS: Record<string, string> = {
  'binance-15m': 'binance',
  'binance-1h-taker': 'binance_1h_taker',
  'binance-1m': 'binance_1m',
  'binance-archive': 'binance_archive',
  'bybit-15m': 'bybit',
  liquidations: '.',
  'ticks-1s': 'ticks',
  'venues-1h': 'venues_1h',
};

describe('every real set keeps every bit from import to export and back', () => {
  for (const [name, place] of Object.entries(FOLDERS)) {
    itReal(`${name}; DuckDB finds the sums of its CSV in its Parquet`, async () => {
      const text = await readFile(join(RECIPES, `${name}.yaml`), 'utf8');
      await service.run({ paths: [real(place)], name, recipe: { text, file: `${name}.yaml` } });
      const made = await store.open(name);
      for (const format of ['parquet', 'csv'] as const) {
        const out = join(folder, 'out', `${name}-${format}`);
        await exportDataset(made, out, format);
        const again = await service.run({ paths: [out], name: `${name}-${format}` });
        expect([format, again.digest]).toEqual([format, made.digest]);
      }
      await sameSums(made.folder, join(folder, 'out', `${name}-csv`));
    });
  }

  it('has a recipe here', async () => {
    const recipes = (await readdir(RECIPES)).filter((name) => name.endsWith('.yaml'));
    expect(recipes.map((name) => name.slice(0, -5)).sort()).toEqual(Object.keys(FOLDERS).sort());
  });
});

/** Sums over all lanes, column by column: of the Parquet files, and of the CSV files read by DuckDB's own reader. */
async function sameSums(parquet: string, csv: string): Promise<void> {
  const duck = await openDuck({ threads: 1 });
  try {
    const sums = [
      'count(*)::DOUBLE',
      ...BAR_FIELDS.map((field) => `coalesce(sum("${field}"::DOUBLE), 0)`),
    ].join(', ');
    const source = `read_csv('${csv}/*/*.csv', union_by_name = true, all_varchar = true)`;
    const header = await duck.connection.runAndReadAll(`DESCRIBE SELECT * FROM ${source}`);
    const there = new Set(header.getRows().map(([column]) => String(column)));
    const filled = BAR_FIELDS.filter((field) => !there.has(field)).map((field) => `NULL AS "${field}"`);
    const table = filled.length > 0 ? `(SELECT *, ${filled.join(', ')} FROM ${source})` : source;
    const [a] = (
      await duck.connection.runAndReadAll(`SELECT ${sums} FROM read_parquet('${parquet}/bars/*/*.parquet')`)
    ).getRows();
    const [b] = (await duck.connection.runAndReadAll(`SELECT ${sums} FROM ${table}`)).getRows();
    a.forEach((value, i) => {
      const scale = Math.max(1, Math.abs(Number(value)));
      expect(Math.abs(Number(value) - Number(b[i])) / scale).toBeLessThan(1e-9);
    });
  } finally {
    duck.close();
  }
}
