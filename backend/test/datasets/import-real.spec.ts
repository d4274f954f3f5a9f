import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HOUR, Lane, MINUTE, type LaneKey, type Tape } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import { openDuck } from '../../src/datasets/parquet/duckdb.ts';
import { ImportService, type ImportReport } from '../../src/ingestion/import/index.ts';
import { itReal, real, statedRows } from './real-data.ts';

// Files and DuckDB on a machine that may have other work to do.
jest.setTimeout(60_000);

let folder: string;
let store: DatasetStore;
let service: ImportService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-real-'));
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
  service = new ImportService(store);
});
afterAll(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const key = (symbol: string, timeframe: LaneKey['timeframe'], venue = 'binanceusdm'): LaneKey => ({
  venue,
  symbol: `${symbol}/USDT:USDT`,
  timeframe,
});

async function tapeOf(report: ImportReport, lane: LaneKey): Promise<Tape> {
  return store.openTape(await store.open(report.name), lane);
}

describe('import of real Binance USD-M archive files', () => {
  itReal('reads klines, metrics and funding out of zip and CSV, each with its rows and range', async () => {
    const report = await service.run({ paths: [real('binance_archive')], name: 'archive' });
    const files = report.files.map(({ file, kind, rows, range }) => [
      file,
      kind,
      rows,
      range?.from,
      range?.to,
    ]);
    // The zips' rows counted with `unzip -p … | tail -n +2 | wc -l`: the manifest has none for them.
    const january = Date.UTC(2024, 0, 1);
    expect(files.sort()).toEqual([
      ['BTCUSDT-4h-2024-01.zip › BTCUSDT-4h-2024-01.csv', 'klines', 186, january, 1706731200000],
      [
        'BTCUSDT-fundingRate-2024-01.zip › BTCUSDT-fundingRate-2024-01.csv',
        'funding',
        93,
        january,
        1706716800000,
      ],
      ['BTCUSDT-metrics-2022-01-01.csv', 'metrics', 288, 1640995200000, 1641081300000],
      [
        'BTCUSDT-metrics-2024-01-01.zip › BTCUSDT-metrics-2024-01-01.csv',
        'metrics',
        288,
        january,
        1704153300000,
      ],
      [
        'ronaldlu_um_BTCUSDT_4h.csv.gz',
        'klines',
        statedRows().get('binance_archive/ronaldlu_um_BTCUSDT_4h.csv.gz'),
        1609459200000,
        1785528000000,
      ],
    ]);
    const [lane] = report.lanes;
    expect(report.lanes).toHaveLength(1);
    expect(lane).toMatchObject({ ...key('BTC', '4h'), rows: 12_228, missingBars: 0, gaps: [] });
    expect(lane.range).toEqual({ from: 1609459200000, to: 1785528000000 + 4 * HOUR });
  });

  itReal('joins open interest and funding as of the close, and carries empty ratios as missing', async () => {
    const report = await service.run({ paths: [real('binance_archive')], name: 'joined' });
    const tape = await tapeOf(report, key('BTC', '4h'));
    const at = (time: number): number => tape.rowOpeningAt(time);
    const c = tape.columns;
    // metrics 2024-01-01 04:00:00: sum_open_interest 73471.13300000, count_long_short_ratio 1.48526100. The
    // stamp belongs to the bar that closes then, which opened at 00:00.
    const first = at(Date.UTC(2024, 0, 1));
    expect(c.openInterest[first]).toBe(73471.133);
    expect(c.openInterestUsd[first]).toBe(3112805042.2785563);
    expect(c.globalLongShort[first]).toBe(1.485261);
    expect(c.topLongShortAccounts[first]).toBe(1.35807394);
    expect(c.topLongShortPositions[first]).toBe(1.25161907);
    // The taker ratio stamped 03:55:00 covers 03:55 to 04:00 and is known at 04:00.
    expect(c.takerLongShort[first]).toBe(0.83042804);
    // fundingRate: 1704067200000,8,0.00037409 is the last one settled by 04:00.
    expect(c.fundingRate[first]).toBe(0.00037409);
    expect(c.fundingIntervalHours[first]).toBe(8);
    expect(c.fundingTime[first]).toBe(1704067200000);
    // 1704096000000,8,0.00027213 settled at 08:00:00.000, the close of the second bar.
    expect(c.fundingRate[first + 1]).toBe(0.00027213);
    // The bar that closed at 2024-01-01 00:00 has the metrics stamped then, the one before it has none yet.
    expect(c.openInterest[first - 1]).toBe(74006.266);
    expect(c.openInterest[first - 2]).toBeNaN();
    // The metrics end at 23:55: the bar closing at 00:00 may use them (5 minutes old), the next one may not.
    expect(c.openInterest[first + 5]).toBe(76481.546);
    expect(c.openInterest[first + 6]).toBeNaN();
    // metrics 2022-01-01 04:00:00 have open interest, and "" for every ratio.
    const old = at(Date.UTC(2022, 0, 1));
    expect(c.openInterest[old]).toBeGreaterThan(70_000);
    for (const field of [
      'globalLongShort',
      'topLongShortAccounts',
      'topLongShortPositions',
      'takerLongShort',
    ] as const) {
      expect(c[field][old]).toBeNaN();
    }
  });

  itReal('gives metrics that equal values worked out by hand from the CSV', async () => {
    const report = await service.run({ paths: [real('binance_archive')], name: 'by-hand' });
    const tape = await tapeOf(report, key('BTC', '4h'));
    const lane = new Lane(tape, { metrics: ['oiDeltaPct', 'imbalancePct', 'cvd', 'cvdDelta'] });
    lane.advance(tape.rows);
    const row = tape.rowOpeningAt(Date.UTC(2024, 0, 1, 4));
    const value = (name: string, i: number): number => lane.column(name).data[i];
    // 100 × (73674.310 − 73471.133) / 73471.133, from the metrics stamped 04:00 and 08:00.
    expect(value('oiDeltaPct', row)).toBeCloseTo(0.27654, 5);
    // 100 × (75369.250 − 73674.310) / 73674.310
    expect(value('oiDeltaPct', row + 1)).toBeCloseTo(2.30058, 5);
    // 1704081600000: volume 18884.162, taker_buy_volume 9237.882: 100 × (2 × 9237.882 − 18884.162) / 18884.162
    expect(value('imbalancePct', row)).toBeCloseTo(-2.162647, 5);
    // cvd of the day: (2 × 15114.205 − 30275.835) + (2 × 9237.882 − 18884.162) = −47.425 − 408.398
    expect(value('cvd', row - 1)).toBeCloseTo(-47.425, 6);
    expect(value('cvd', row)).toBeCloseTo(-455.823, 6);
  });
});

describe('import of other real recordings', () => {
  itReal(
    'finds klines, open interest, ratios, taker volume and funding of three symbols in one folder',
    async () => {
      const report = await service.run({ paths: [real('binance')], name: 'binance' });
      const stated = statedRows();
      for (const { file, rows } of report.files)
        expect([file, rows]).toEqual([file, stated.get(`binance/${file}`)]);
      expect(new Set(report.files.map(({ file }) => file)).size).toBe(15);
      expect(
        report.lanes.map(({ symbol, timeframe, rows, missingBars }) => [
          symbol,
          timeframe,
          rows,
          missingBars,
        ]),
      ).toEqual([
        ['BTC/USDT:USDT', '15m', 15936, 0],
        ['ETH/USDT:USDT', '15m', 15936, 0],
        ['SOL/USDT:USDT', '5m', 47808, 0],
      ]);
      const tape = await tapeOf(report, key('BTC', '15m'));
      const row = tape.rowOpeningAt(1764547200000);
      // oi_5m 1764548100000,89044.08: stamped at the first bar's close.
      expect(tape.columns.openInterest[row]).toBe(89044.08);
      // oi_5m jitters: 1767666600000, then 1767666902000. The bar closing at 1767667500000 has its own stamp; of
      // the 5 minutes in between only what was known counts.
      expect(tape.columns.openInterest[tape.rowOpeningAt(1767666600000 - 15 * MINUTE)]).toBeGreaterThan(0);
      // taker_15m 1777410000000,251.064,…: volumes of the bar that opens then.
      expect(tape.columns.takerBuyVolume[tape.rowOpeningAt(1777410000000)]).toBe(251.064);
      expect(tape.columns.takerBuyVolume[tape.rowOpeningAt(1777410000000) - 1]).toBeNaN();
      // Its ratio 0.6187 is known one interval later.
      expect(tape.columns.takerLongShort[tape.rowOpeningAt(1777410000000)]).toBe(0.6187);
      // The five bars that the taker series misses are the five steps of 30 minutes in it.
      const missed = [1777660200000, 1778111100000, 1778562000000].map((t) =>
        tape.rowOpeningAt(t + 15 * MINUTE),
      );
      for (const hole of missed) expect(tape.columns.takerBuyVolume[hole]).toBeNaN();
    },
  );

  itReal('reads ISO times and all twelve kline columns', async () => {
    const report = await service.run({ paths: [real('binance_1h_taker')], name: 'chronos' });
    expect(report.files.map(({ kind, rows }) => [kind, rows])).toEqual([
      ['funding', 2736],
      ['klines', 21888],
    ]);
    const tape = await tapeOf(report, key('BTC', '1h'));
    expect(tape.rows).toBe(21888);
    // 2023-01-01 00:00:00+00:00,16537.5,16540.9,16504.0,16527.0,5381.399,…,88923087.8321,31529,2541.791,…
    const row = tape.rowOpeningAt(Date.UTC(2023, 0, 1));
    const { open, close, volume, quoteVolume, trades, takerBuyVolume, fundingTime } = tape.columns;
    expect([open, close, volume, quoteVolume, trades, takerBuyVolume].map((column) => column[row])).toEqual([
      16537.5, 16527.0, 5381.399, 88923087.8321, 31529, 2541.791,
    ]);
    // Funding stamped 2023-01-01 08:00:00.008 is known only to the bar that closes at 09:00.
    const eight = tape.rowOpeningAt(Date.UTC(2023, 0, 1, 7));
    expect(fundingTime[eight]).toBe(Date.UTC(2023, 0, 1));
    expect(fundingTime[eight + 1]).toBe(Date.UTC(2023, 0, 1, 8) + 8);
  });

  itReal('writes Parquet in which DuckDB finds the sums of the CSV', async () => {
    await service.run({ paths: [real('binance_1h_taker')], name: 'sums' });
    const { folder: place, manifest } = await store.open('sums');
    // The CSV, taken apart by hand: columns 5, 7, 8 and 9 are volume, quote volume, trades and taker volume.
    const text = gunzipSync(await readFile(real('binance_1h_taker/BTCUSDT_klines_1h.csv.gz'))).toString();
    const rows = text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
    const sum = (column: number): number => rows.reduce((total, row) => total + row[column], 0);
    const duck = await openDuck({ threads: 1 });
    const result = await duck.connection.runAndReadAll(
      `SELECT count(*)::INT, sum(volume), sum(quoteVolume), sum(trades), sum(takerBuyVolume), min(openTime)::DOUBLE,
              typeof(any_value(openTime)), count(fundingRate)::INT, count(openInterest)::INT
       FROM '${join(place, manifest.lanes[0].file)}'`,
    );
    duck.close();
    const [count, ...rest] = result.getRows()[0];
    expect(count).toBe(rows.length);
    for (const [i, column] of [5, 7, 8, 9].entries()) {
      expect(Math.abs(Number(rest[i]) / sum(column) - 1)).toBeLessThan(1e-12);
    }
    // Missing values are NULL, not 0: no open interest, and every bar has funding.
    expect(rest.slice(4)).toEqual([Date.UTC(2023, 0, 1), 'BIGINT', 21888, 0]);
  });

  itReal('reads 1m bars with funding of three symbols', async () => {
    const report = await service.run({ paths: [real('binance_1m')], name: 'minutes', dryRun: true });
    expect(report.lanes.map(({ symbol, rows, missingBars }) => [symbol, rows, missingBars])).toEqual([
      ['BTC/USDT:USDT', 43199, 0],
      ['ETH/USDT:USDT', 60191, 0],
      ['SOL/USDT:USDT', 43200, 0],
    ]);
    expect(await store.has('minutes')).toBe(false);
  });
});
