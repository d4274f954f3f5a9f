import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY, HOUR, MINUTE, type Tape } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import {
  DownloadService,
  type DownloadRequest,
  type DownloadVenue,
} from '../../src/ingestion/download/download-service.ts';
import type { ImportReport } from '../../src/ingestion/import/index.ts';
import { FakeVenue, fundingAt, openInterestAt, priceAt, ratioAt } from './fake-venues.ts';

jest.setTimeout(60_000);

const STEP = 5 * MINUTE;
const FROM = Date.UTC(2024, 0, 1);
const TO = FROM + 10 * DAY;
const REQUEST: DownloadRequest = {
  name: 'got',
  venue: 'binanceusdm',
  symbols: ['BTC/USDT:USDT'],
  timeframe: '5m',
  from: FROM,
  to: TO,
};

let folder: string;
let store: DatasetStore;
let venue: FakeVenue;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-download-'));
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
  venue = new FakeVenue();
  await venue.start();
});
afterEach(async () => {
  await venue.stop();
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const run = (
  from: DownloadVenue,
  request: Partial<DownloadRequest> = {},
  now = TO + DAY,
  signal?: AbortSignal,
): Promise<ImportReport> =>
  new DownloadService(store, join(folder, 'downloads')).run({ ...REQUEST, ...request }, from, now, {
    pauseMs: 1,
    signal,
  });

async function tape(name = 'btc', where = 'binanceusdm'): Promise<Tape> {
  const key = { venue: where, symbol: 'BTC/USDT:USDT', timeframe: '5m' as const };
  return store.openTape(await store.open(name), key);
}

describe('a download', () => {
  it('brings every bar of Binance with taker volume, open interest, ratios and funding', async () => {
    const report = await run(venue.binance(), { name: 'btc' });
    expect(report.lanes).toMatchObject([{ rows: 2880, missingBars: 0, range: { from: FROM, to: TO } }]);
    const { columns, rows } = await tape();
    for (const i of [0, 1, 1499, 1500, rows - 1]) {
      const [open, close] = [FROM + i * STEP, FROM + (i + 1) * STEP];
      expect([columns.open[i], columns.close[i], columns.takerBuyVolume[i]]).toEqual([
        priceAt(open),
        priceAt(close),
        6.25,
      ]);
      // Stamped at the close it belongs to; the last one lies exactly on the end of the range.
      expect(columns.openInterest[i]).toBe(openInterestAt(close));
      expect(columns.topLongShortPositions[i]).toBe(ratioAt(close));
      // The taker ratio covers the interval that begins at its stamp.
      expect(columns.takerLongShort[i]).toBe(ratioAt(open));
    }
    // Settled 3 ms after eight: the bar that closes at eight does not know it. The one before midnight is fetched too.
    const eight = (8 * HOUR) / STEP - 1;
    expect(columns.fundingTime[eight]).toBe(FROM + 3);
    expect(columns.fundingRate[eight + 1]).toBeCloseTo(fundingAt(FROM + 8 * HOUR), 12);
    expect(columns.fundingTime[0]).toBe(FROM + 3);
    expect(columns.fundingIntervalHours[0]).toBe(8);
    expect(await readdir(join(folder, 'downloads'))).toEqual([]);
  });

  it('brings Bybit, whose lists come newest first', async () => {
    const report = await run(venue.bybit(), { name: 'btc', venue: 'bybit' });
    expect(report.lanes).toMatchObject([{ venue: 'bybit', rows: 2880, missingBars: 0 }]);
    const { columns } = await tape('btc', 'bybit');
    for (const i of [0, 999, 1000, 2879]) {
      expect(columns.close[i]).toBe(priceAt(FROM + (i + 1) * STEP));
      expect(columns.openInterest[i]).toBe(openInterestAt(FROM + (i + 1) * STEP));
      expect(columns.globalLongShort[i]).toBeCloseTo(1.5, 12);
    }
    expect(columns.fundingRate[0]).toBeCloseTo(fundingAt(FROM), 12);
  });

  it('goes on where it was stopped, and ends with the very same data', async () => {
    const whole = await run(venue.binance(), { name: 'whole' });
    venue.asked.length = 0;
    // The venue refuses for good in the middle of open interest.
    let refused = 0;
    venue.fail = (path) => (path.endsWith('openInterestHist') && ++refused > 3 ? 400 : 0);
    await expect(run(venue.binance())).rejects.toMatchObject({ code: 'DOWNLOAD_REFUSED' });
    expect(await store.has('got')).toBe(false);
    const first = venue.asked.filter((path) => path.endsWith('klines')).length;
    venue.fail = () => 0;
    const again = await run(venue.binance());
    expect(again.digest).toBe(whole.digest);
    // The bars had been fetched: not one of them was asked for again.
    expect(venue.asked.filter((path) => path.endsWith('klines'))).toHaveLength(first);
  });

  it('is patient with a network that fails, but not without end', async () => {
    venue.fail = (_, count) => (count % 3 === 0 ? 503 : 0);
    expect(await run(venue.binance(), { name: 'btc' })).toMatchObject({ rows: 2880 });
    // 408 with Binance's own -1001 ("internal error; unable to process"): a failure of the venue's, and no refusal.
    venue.fail = (_, count) => (count % 4 === 0 ? 408 : 0);
    expect(await run(venue.binance(), { name: 'eth' })).toMatchObject({ rows: 2880 });
    venue.fail = (path) => (path.endsWith('klines') ? 429 : 0);
    await expect(run(venue.binance())).rejects.toMatchObject({ code: 'DOWNLOAD_UNREACHABLE' });
  });

  it('can be stopped, and keeps what it has', async () => {
    const controller = new AbortController();
    venue.fail = (path) => {
      if (path.endsWith('openInterestHist')) controller.abort();
      return 0;
    };
    await expect(run(venue.binance(), {}, TO + DAY, controller.signal)).rejects.toMatchObject({
      code: 'DOWNLOAD_STOPPED',
    });
    expect(await readdir(join(folder, 'downloads', 'got'))).toContain('0-bars.csv');
    await expect(run(venue.binance(), { to: TO - DAY })).rejects.toMatchObject({ code: 'DOWNLOAD_OTHER' });
  });

  it('notes what the venue does not keep, and takes only bars that have closed', async () => {
    const now = FROM + 40 * DAY + 2 * MINUTE;
    venue.listed = FROM + 5 * DAY;
    const report = await run(venue.binance(), { name: 'btc', to: now + DAY }, now);
    expect(report.lanes[0].range).toEqual({ from: venue.listed, to: FROM + 40 * DAY });
    const { notes } = (await store.open('btc')).manifest;
    expect(notes.filter((note) => note.includes('keeps nothing older'))).toHaveLength(5);
    const { columns } = await tape();
    expect(columns.openInterest[0]).toBeNaN();
    expect(columns.openInterest[columns.openInterest.length - 1]).toBe(openInterestAt(FROM + 40 * DAY));
  });

  it('says what is wrong with a request', async () => {
    await expect(run(venue.binance(), { symbols: ['NOPE/USDT:USDT'] })).rejects.toMatchObject({
      code: 'SYMBOL_UNKNOWN',
    });
    await expect(run(venue.binance(), { from: TO, to: FROM })).rejects.toMatchObject({
      code: 'DOWNLOAD_RANGE',
    });
    await expect(run(venue.binance(), { name: '../x' })).rejects.toMatchObject({ code: 'DATASET_NAME' });
    venue.listed = TO + DAY;
    await expect(run(venue.binance())).rejects.toMatchObject({ code: 'DOWNLOAD_EMPTY' });
  });
});
