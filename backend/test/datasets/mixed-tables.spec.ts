import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  CompressionType,
  compressionRegistry,
  Float64,
  makeVector,
  Table,
  tableToIPC,
  TimestampMicrosecond,
  vectorFromArray,
} from 'apache-arrow';
import { compressFrameSync } from 'lz4-napi';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { MINUTE, type LaneKey, type Tape } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import { openDuck } from '../../src/datasets/parquet/duckdb.ts';
import { ImportService, type ImportReport, type ImportRequest } from '../../src/ingestion/import/index.ts';
import { START } from './sample-tapes.ts';

// Files and DuckDB on a machine that may have other work to do.
jest.setTimeout(60_000);

let folder: string;
let input: string;
let store: DatasetStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-mixed-'));
  input = join(folder, 'in');
  await mkdir(input);
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
});
afterEach(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const put = (name: string, content: string | Buffer): Promise<void> => writeFile(join(input, name), content);
const run = (request: Partial<ImportRequest> = {}): Promise<ImportReport> =>
  new ImportService(store).run({ paths: [input], name: 'x', ...request });
const t = (i: number): number => START + i * 5 * MINUTE;

async function tape(
  symbol: string,
  venue = 'binanceusdm',
  timeframe: LaneKey['timeframe'] = '5m',
): Promise<Tape> {
  return store.openTape(await store.open('x'), { venue, symbol, timeframe });
}

describe('tables of several symbols', () => {
  it('are taken apart, whether rows alternate or come symbol by symbol', async () => {
    const row = (i: number, symbol: string, price: number): string =>
      `${t(i)},${symbol},${price},${price},${price},${price},1`;
    const alternating = Array.from({ length: 2000 }, (_, i) => [
      row(i, 'BTCUSDT', 1 + i),
      row(i, 'ETH/USDT:USDT', 2 + i),
    ]).flat();
    const blocks = ['SOLUSDT', 'DOGEUSDT'].flatMap((s) =>
      Array.from({ length: 1500 }, (_, i) => row(i, s, 3 + i)),
    );
    const header = 'timestamp,symbol,open,high,low,close,volume';
    await put('all.csv', [header, ...alternating, ...blocks].join('\n'));
    const report = await run();
    expect(report.lanes.map(({ symbol, rows }) => [symbol, rows])).toEqual([
      ['BTC/USDT:USDT', 2000],
      ['DOGE/USDT:USDT', 1500],
      ['ETH/USDT:USDT', 2000],
      ['SOL/USDT:USDT', 1500],
    ]);
    expect((await tape('ETH/USDT:USDT')).columns.close[1999]).toBe(2001);
    expect(report.files.map(({ symbol, rows }) => [symbol, rows]).sort()).toEqual(
      report.lanes.map(({ symbol, rows }) => [symbol, rows]),
    );
    // What was set aside on the way is gone.
    expect((await readdir(join(folder, 'cache'))).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('name the row of a symbol that goes back in time', async () => {
    await put(
      'all.csv',
      `time,symbol,o,h,l,c\n${t(0)},A/USDT:USDT,1,1,1,1\n${t(1)},B/USDT:USDT,1,1,1,1\n${t(1)},A/USDT:USDT,1,1,1,1\n${t(0)},B/USDT:USDT,1,1,1,1\n`,
    );
    await expect(run()).rejects.toMatchObject({
      code: 'IMPORT_UNSORTED',
      place: { file: 'all.csv', row: 5, column: 'time' },
    });
    await put(
      'all.csv',
      `time,symbol,o,h,l,c\n${t(0)},A/USDT:USDT,1,1,1,1\n${t(1)},A/USDT:USDT,1,1,1,1\n${t(0)},,1,1,1,1\n`,
    );
    await expect(run()).rejects.toMatchObject({
      code: 'IMPORT_NO_SYMBOL',
      place: { row: 4, column: 'symbol' },
    });
  });

  it('give one symbol when only that is asked for', async () => {
    await put(
      'all.csv',
      `time,symbol,o,h,l,c\n${[0, 1].flatMap((i) => ['AUSDT', 'BUSDT1'].map((s) => `${t(i)},${s},1,1,1,1`)).join('\n')}\n`,
    );
    const report = await run({ hints: { symbol: 'A/USDT:USDT' } });
    expect(report.lanes.map(({ symbol }) => symbol)).toEqual(['A/USDT:USDT']);
  });

  it('keep venues apart where a column says them', async () => {
    const rows = [0, 1, 2].flatMap((i) =>
      ['binance', 'bybit', 'okx'].map((v, k) => `${t(i)},${v},BTCUSDT,${k + 1},${k + 1},${k + 1},${k + 1}`),
    );
    await put('all.csv', `time,exchange,symbol,open,high,low,close\n${rows.join('\n')}\n`);
    await run();
    expect((await tape('BTC/USDT:USDT', 'okx')).columns.close[2]).toBe(3);
    expect((await tape('BTC/USDT:USDT', 'binanceusdm')).columns.close[2]).toBe(1);
  });
});

describe('exports of other programs', () => {
  it("reads freqtrade's JSON, plain and gzipped", async () => {
    const rows = [0, 1, 2].map((i) => [t(i), 100 + i, 101 + i, 99 + i, 100.5 + i, 7]);
    await put('BTC_USDT_USDT-5m-futures.json', JSON.stringify(rows));
    await put('ETH_USDT_USDT-5m-futures.json.gz', gzipSync(JSON.stringify(rows, null, 1)));
    const report = await run();
    expect(report.files.map(({ kind, rows: n }) => [kind, n])).toEqual([
      ['freqtrade', 3],
      ['freqtrade', 3],
    ]);
    expect([...(await tape('ETH/USDT:USDT')).columns.close]).toEqual([100.5, 101.5, 102.5]);
  });

  it('refuses JSON that is cut off, and names the row of a bad value', async () => {
    await put('BTC_USDT_USDT-5m-futures.json', `[[${t(0)},1,1,1,1,1],[${t(1)},1,1,1`);
    await expect(run()).rejects.toMatchObject({ code: 'IMPORT_TRUNCATED' });
    await put(
      'BTC_USDT_USDT-5m-futures.json',
      `[[${t(0)},1,1,1,1,1],[${t(1)},1,1,1,1,1],[${t(2)},1,1,1,"x",1]]`,
    );
    await expect(run()).rejects.toMatchObject({ code: 'IMPORT_NOT_RECOGNISED' });
  });

  it("reads TradingView's export, in seconds and with a zone", async () => {
    const head = 'time,open,high,low,close,Volume,RSI';
    await put(
      'BINANCE_BTCUSDT.P, 5_1a2b3.csv',
      `${head}\n${[0, 1, 2].map((i) => `${t(i) / 1000},1,3,1,2,5,NaN`).join('\n')}`,
    );
    const text = [0, 1, 2].map(
      (i) => `${new Date(t(i) + 3_600_000).toISOString().slice(0, 19)}+01:00,1,3,1,2,5,50`,
    );
    await put('BYBIT_ETHUSDT.P, 5.csv', `${head}\n${text.join('\n')}`);
    const report = await run();
    expect(report.lanes.map(({ venue, symbol, rows, range }) => [venue, symbol, rows, range.from])).toEqual([
      ['binanceusdm', 'BTC/USDT:USDT', 3, t(0)],
      ['bybit', 'ETH/USDT:USDT', 3, t(0)],
    ]);
  });

  it('reads Parquet, with times as timestamps or numbers, and gives back its bits', async () => {
    const duck = await openDuck({ threads: 1 });
    const select = `SELECT make_timestamp(${t(0)}000 + i * 300000000) AS "timestamp", 'BTCUSDT' AS symbol,
      100 + random() AS open, 102 + random() AS high, 98 + random() AS low, (100 + random())::FLOAT AS close, i::DECIMAL(10,2) AS volume`;
    await duck.connection.run(`SELECT setseed(0.5)`);
    await duck.connection.run(
      `COPY (${select} FROM range(3000) r(i)) TO '${join(input, 'bars.parquet')}' (FORMAT parquet)`,
    );
    const rows = await duck.connection.runAndReadAll(
      `SELECT close::DOUBLE, open FROM '${join(input, 'bars.parquet')}'`,
    );
    duck.close();
    const report = await run();
    expect(report.lanes[0]).toMatchObject({ rows: 3000, missingBars: 0, range: { from: t(0) } });
    const { close, open } = (await tape('BTC/USDT:USDT')).columns;
    expect([...close]).toEqual(rows.getRows().map(([x]) => x));
    expect([...open]).toEqual(rows.getRows().map(([, x]) => x));
  });

  it('reads Feather as freqtrade writes it: LZ4, several batches, microseconds, and gives back its bits', async () => {
    const close = Float64Array.from({ length: 3_000 }, (_, i) => 100 + Math.sin(i) / 3);
    const table = (from: number, to: number): Table =>
      new Table({
        date: vectorFromArray(
          Array.from({ length: to - from }, (_, i) => t(from + i)),
          new TimestampMicrosecond('UTC'),
        ),
        open: makeVector(close.slice(from, to)),
        high: makeVector(close.slice(from, to)),
        low: makeVector(close.slice(from, to)),
        close: makeVector(close.slice(from, to)),
        volume: vectorFromArray(
          Array.from({ length: to - from }, (_, i) => (from + i === 7 ? null : from + i)),
          new Float64(),
        ),
      });
    compressionRegistry.set(CompressionType.LZ4_FRAME, {
      encode: (data) => compressFrameSync(Buffer.from(data)),
    });
    const whole = new Table([...table(0, 1_000).batches, ...table(1_000, 3_000).batches]);
    const bytes = tableToIPC(whole, 'file', CompressionType.LZ4_FRAME);
    await put('BTC_USDT_USDT-5m-futures.feather', Buffer.from(bytes));
    const report = await run();
    expect(report.lanes[0]).toMatchObject({
      symbol: 'BTC/USDT:USDT',
      rows: 3_000,
      missingBars: 0,
      range: { from: t(0) },
    });
    const { columns } = await tape('BTC/USDT:USDT');
    expect([...columns.close]).toEqual([...close]);
    expect([...columns.volume].slice(6, 9)).toEqual([6, NaN, 8]);

    const cut = Buffer.from(bytes).subarray(0, bytes.length - 4_000);
    await put('BTC_USDT_USDT-5m-futures.feather', cut);
    await expect(run()).rejects.toMatchObject({
      code: 'IMPORT_DAMAGED',
      place: { file: 'BTC_USDT_USDT-5m-futures.feather' },
    });
  });

  it('refuses a Parquet file that is damaged', async () => {
    await put('BTCUSDT.parquet', Buffer.from('PAR1 this is not one PAR1'));
    await expect(run()).rejects.toMatchObject({ code: 'IMPORT_DAMAGED', place: { file: 'BTCUSDT.parquet' } });
  });
});

describe('a repair that was asked for', () => {
  const row = (i: number, price: number): string => `${t(i)},${price},${price},${price},${price},1`;
  const table = (...rows: string[]): string => ['time,open,high,low,close,volume', ...rows].join('\n');

  it('sorts rows and keeps the first of those that share a time, and notes it', async () => {
    await put('BTCUSDT.csv', table(row(3, 3), row(4, 4), row(1, 1), row(2, 2), row(3, 33), row(2, 22)));
    await expect(run({ repair: ['sort'] })).rejects.toMatchObject({ code: 'IMPORT_DUPLICATE' });
    await expect(run({ repair: ['duplicates'] })).rejects.toMatchObject({
      code: 'IMPORT_UNSORTED',
      place: { row: 4 },
    });
    await expect(run({ repair: ['glue'] })).rejects.toMatchObject({ code: 'IMPORT_REPAIR' });
    const report = await run({ repair: ['sort', 'duplicates'] });
    expect([...(await tape('BTC/USDT:USDT')).columns.close]).toEqual([1, 2, 3, 4]);
    expect(report.notes).toEqual([
      'BTCUSDT.csv: 4 rows were not in order of time, and were sorted',
      'BTCUSDT.csv: 2 rows repeated a time; the first of each was kept',
    ]);
    expect((await store.open('x')).manifest.notes).toEqual(report.notes);
  });

  it('works across files and for tables of several symbols', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) => row((i * 7919) % 20_000, i + 1));
    await put('a-BTCUSDT.csv', table(...many));
    await put('b-BTCUSDT.csv', table(row(20_001, 5), row(20_000, 5)));
    await put(
      'mixed.csv',
      `time,symbol,close,open,high,low\n${[2, 0, 1].map((i) => `${t(i)},ETHUSDT,1,1,1,1`).join('\n')}\n`,
    );
    const report = await run({ repair: ['sort'], hints: { timeframe: '5m' } });
    expect(report.lanes.map(({ symbol, rows, missingBars }) => [symbol, rows, missingBars])).toEqual([
      ['BTC/USDT:USDT', 20_002, 0],
      ['ETH/USDT:USDT', 3, 0],
    ]);
    const { close } = (await tape('BTC/USDT:USDT')).columns;
    expect([close[0], close[7919], close[20_000]]).toEqual([1, 2, 5]);
  });
});

describe('a mirror of very many files', () => {
  it('is listed beside the manifest, so that opening stays cheap', async () => {
    for (let i = 0; i < 600; i++)
      await put(`BTCUSDT-5m-${i}.csv`, `${t(i)},1,1,1,1,1,${t(i + 1) - 1},1,1,1,1,0\n`);
    await run();
    const { manifest } = await store.open('x');
    expect(manifest.rows).toBe(600);
    expect(manifest.sources).toEqual([
      { file: '600 files: see sources.json', kind: 'klines', rows: 600, range: { from: t(0), to: t(599) } },
    ]);
    expect(manifest.extras.map(({ file }) => file)).toEqual(['sources.json']);
  });
});

describe('liquidations beside prices', () => {
  it('are read under their own titles, and a hole among them stays one', async () => {
    await put(
      'BTCUSDT-5m.csv',
      [
        'time,open,high,low,close,volume,liquidatedLongUsd,liquidatedShortUsd',
        `${t(0)},100,101,99,100,5,250000.5,0`,
        `${t(1)},100,101,99,100,5,,1200`,
      ].join('\n'),
    );
    await run();
    const { columns } = await tape('BTC/USDT:USDT');
    expect([...columns.liquidatedLongUsd]).toEqual([250000.5, NaN]);
    expect([...columns.liquidatedShortUsd]).toEqual([0, 1200]);
  });
});
