import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { MINUTE, type BarInput, type LaneKey, type Tape } from '@hindcast/engine';
import { readEnvironment } from '../../src/config/environment.ts';
import { databaseOptions } from '../../src/database/options.ts';
import {
  DatasetRevisions,
  DatasetStore,
  recordDataset,
  type RecordRequest,
} from '../../src/datasets/index.ts';
import { openDuck } from '../../src/datasets/parquet/duckdb.ts';
import { BarStore, type BarSighting } from '../../src/ingestion/bar-store.ts';
import { DatabaseRevisions } from '../../src/recordings/record/database-revisions.ts';
import { runHindcast } from './cli-runner.ts';

jest.setTimeout(60_000);

const STEP = 5 * MINUTE;
const START = Date.UTC(2024, 0, 1);
const LANE: LaneKey = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '5m' };
const ASKED: Omit<RecordRequest, 'name' | 'as'> = {
  market: 'live',
  timeframe: '5m',
  from: START,
  to: START + 100 * STEP,
};

let folder: string;
let database: DataSource;
let store: DatasetStore;
let bars: BarStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-record-'));
  database = await new DataSource(databaseOptions(readEnvironment({ DATA_DIR: folder }))).initialize();
  bars = new BarStore(database);
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
});
afterEach(async () => {
  await store.settled();
  await database.destroy();
  await rm(folder, { recursive: true, force: true });
});

const bar = (i: number, close: number): BarInput => ({
  openTime: START + i * STEP,
  ...{ open: 1, high: 2, low: 0.5, close, volume: i },
});

async function see(
  i: number,
  close: number,
  knownAt: number,
  source: BarSighting['source'] = 'kline',
): Promise<void> {
  const { venue, symbol } = LANE;
  await database.transaction((manager) =>
    bars.put(manager, 'live', '5m', [{ venue, symbol, bar: bar(i, close), knownAt, source }]),
  );
}

const closeOf = (i: number): number => START + (i + 1) * STEP;

/** Rows that were decided two seconds after their close. */
async function decide(...rows: number[]): Promise<void> {
  await database.query(
    `INSERT INTO live_epochs (market, timeframes, lanes, config, "engineVersion", "warmedAt", "firstOpen", "firstLive")
     VALUES ('live', '["5m","1h"]', '[]', '{}', '0', 0, 0, 0)`,
  );
  const [{ id }] = (await database.query('SELECT max(id) AS id FROM live_epochs')) as { id: number }[];
  for (const i of rows) {
    await database.query(
      `INSERT INTO live_slices (epoch, "openTime", "decidedAt", digest, checks) VALUES (?, ?, ?, '', x'')`,
      [id, START + i * STEP, closeOf(i) + 2_000],
    );
  }
}

const closesOf = (tape: Tape): number[] => [...tape.columns.close];

async function closes(name: string): Promise<number[]> {
  return closesOf(await store.openTape(await store.open(name), LANE));
}

describe('recording', () => {
  // Bars 0 and 1 are history that was read before the first decision; 2 came in time; 3 came in time and was corrected
  // later; 4 came late; 5 came in time.
  beforeEach(async () => {
    await see(0, 10, closeOf(1) + 60_000, 'history');
    await see(1, 11, closeOf(1) + 60_000, 'history');
    await see(2, 12, closeOf(2) + 500);
    await see(3, 13, closeOf(3) + 500);
    await see(3, 13.5, closeOf(3) + 3_600_000, 'revised');
    await see(4, 14, closeOf(4) + 30_000, 'repair');
    await see(5, 15, closeOf(5) + 500);
  });

  it('tells what was known when each row was decided, or in the end, and keeps when it was known', async () => {
    await decide(2, 3, 4, 5);
    const source = new DatabaseRevisions(database);
    const known = await recordDataset(store, source, { ...ASKED, name: 'then', as: 'known' });
    expect(await closes('then')).toEqual([10, 11, 12, 13, NaN, 15]);
    expect(known.manifest.recording).toEqual({
      ...{ market: 'live', as: 'known', grace: 10_000, late: 1, revised: 1 },
      arrivals: ['arrivals/bars.parquet', 'arrivals/decisions.csv'],
    });
    expect(known.manifest).toMatchObject({ simulated: false, lanes: [{ rows: 5, missingBars: 1 }] });
    await recordDataset(store, source, { ...ASKED, name: 'end', as: 'final' });
    expect(await closes('end')).toEqual([10, 11, 12, 13.5, 14, 15]);

    const duck = await openDuck({ threads: 1 });
    const rows = await duck.connection.runAndReadAll(
      `SELECT ("openTime" - ${START}) / ${STEP}, revision, "knownAt"::DOUBLE, source, close
       FROM '${join(known.folder, 'arrivals/bars.parquet')}' WHERE "openTime" = ${START + 3 * STEP} ORDER BY revision`,
    );
    duck.close();
    expect(rows.getRows()).toEqual([
      [3, 0, closeOf(3) + 500, 'kline', 13],
      [3, 1, closeOf(3) + 3_600_000, 'revised', 13.5],
    ]);
    expect(await store.verify('then')).toMatchObject({ ok: true });
  });

  it('makes the one out of a recording of the other, with the same digest as out of the database', async () => {
    await decide(2, 3, 4, 5);
    const source = new DatabaseRevisions(database);
    const then = await recordDataset(store, source, { ...ASKED, name: 'then', as: 'known' });
    const end = await recordDataset(store, source, { ...ASKED, name: 'end', as: 'final' });
    const kept = new DatasetRevisions(then);
    const again = await recordDataset(store, kept, { ...ASKED, name: 'end-again', as: 'final' });
    expect(again.digest).toBe(end.digest);
    const back = await recordDataset(store, new DatasetRevisions(again), {
      ...ASKED,
      name: 'then-again',
      as: 'known',
    });
    expect(back.digest).toBe(then.digest);
    expect(
      () => new DatasetRevisions({ ...then, manifest: { ...then.manifest, recording: undefined } }),
    ).toThrow(/not recorded live/);
  });

  it('takes a grace after the close where no decisions were kept', async () => {
    const source = new DatabaseRevisions(database);
    await recordDataset(store, source, { ...ASKED, name: 'then', as: 'known' });
    expect(await closes('then')).toEqual([10, 11, 12, 13, NaN, 15]);
    await recordDataset(store, source, { ...ASKED, name: 'patient', as: 'known', grace: 60_000 });
    expect(await closes('patient')).toEqual([10, 11, 12, 13, 14, 15]);
  });

  it('takes what was known by the next decision where nothing ran', async () => {
    // Nothing ran for rows 3 and 4; at 5 it went on, with what was known by then.
    await decide(2, 5);
    await recordDataset(store, new DatabaseRevisions(database), { ...ASKED, name: 'then', as: 'known' });
    expect(await closes('then')).toEqual([10, 11, 12, 13, 14, 15]);
  });

  it('takes a part: a range, a venue, symbols', async () => {
    const source = new DatabaseRevisions(database);
    const part = { ...ASKED, from: START + 2 * STEP, to: START + 4 * STEP };
    await recordDataset(store, source, { ...part, name: 'part', as: 'final' });
    expect(await closes('part')).toEqual([12, 13.5]);
    for (const nothing of [
      { venues: ['bybit'] },
      { symbols: ['ETH/USDT:USDT'] },
      { market: 'demo' },
      { from: 5, to: 5 },
    ]) {
      await expect(
        recordDataset(store, source, { ...ASKED, name: 'none', as: 'known', ...nothing }),
      ).rejects.toMatchObject({ code: 'RECORD_EMPTY' });
    }
    expect(await readdir(join(folder, 'datasets'))).toEqual(['part']);
    expect(
      await readdir(join(folder, 'cache')).then((names) => names.filter((name) => name.startsWith('.'))),
    ).toEqual([]);
  });

  it('records thousands of rows in pages', async () => {
    const { venue, symbol } = LANE;
    const many = Array.from({ length: 5_000 }, (_, i) => i + 10);
    await database.transaction((manager) =>
      bars.put(
        manager,
        'live',
        '5m',
        many.map((i) => ({ venue, symbol, bar: bar(i, i), knownAt: closeOf(i) + 100, source: 'kline' })),
      ),
    );
    const asked = { ...ASKED, from: START + 10 * STEP, to: START + 9_000 * STEP };
    const { manifest } = await recordDataset(store, new DatabaseRevisions(database), {
      ...asked,
      name: 'many',
      as: 'known',
    });
    expect(manifest.rows).toBe(5_000);
    expect(await closes('many')).toEqual(many);
  });

  it('is a command', async () => {
    await decide(2, 3, 4, 5);
    const run = (...args: string[]) => runHindcast(folder, ...args);
    const listed = JSON.parse((await run('record', '--list', '--json')).out) as object;
    expect(listed).toMatchObject({
      holdings: [{ market: 'live', timeframe: '5m', range: { from: START, to: closeOf(5) } }],
    });
    const { code, out } = await run(
      'record',
      '--name',
      'cli',
      '--as',
      'known',
      '--from',
      '2024-01-01',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      name: 'cli',
      rows: 5,
      recording: { as: 'known', late: 1, revised: 1 },
    });
    const other = await run('record', '--dataset', 'cli', '--as', 'final', '--name', 'cli-final');
    expect(other).toMatchObject({ code: 0, out: expect.stringContaining('as known in the end') as unknown });
    expect((await run('record', '--name', 'x', '--timeframe', '1h')).err).toContain(
      'Nothing was recorded of live 1h',
    );
    expect((await run('record', '--dataset', 'demo', '--name', 'x')).err).toContain('not recorded live');
  });
});
