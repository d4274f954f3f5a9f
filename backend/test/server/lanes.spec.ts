import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BAR_FIELDS, Market, signalsAt, type Lane, type SignalRow } from '@hindcast/engine';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import { ROWS, SYMBOL, VENUE, writeDataset } from './support/dataset.ts';
import { startTestServer, type TestServer } from './support/server.ts';

interface Answer<T> {
  status: number;
  range: string | null;
  body: T;
}

describe('recordings over REST', () => {
  let server: TestServer;
  // The same recording, computed here in one go.
  let market: Market;
  let lane: Lane;

  const get = async <T>(path: string, query: Record<string, string | number> = {}): Promise<Answer<T>> => {
    const url = new URL(path, server.url);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
    const answer = await fetch(url);
    return {
      status: answer.status,
      range: answer.headers.get('content-range'),
      body: (await answer.json()) as T,
    };
  };
  const LANE = { dataset: 'small', tf: '5m', symbol: SYMBOL };
  const expected = (x: number): number | null => (Number.isFinite(x) ? x : null);

  beforeAll(async () => {
    server = await startTestServer({
      prepare: async (dataDir) => {
        const dataset = await writeDataset(dataDir);
        const store = new DatasetStore(storeFolders(dataDir));
        const tapes = dataset.manifest.lanes.map((key) => store.openTape(dataset, key));
        market = new Market(await Promise.all(tapes));
      },
    });
    market.advance(ROWS);
    lane = market.lane(VENUE, SYMBOL)!;
  });
  afterAll(() => server.stop());

  it('lists datasets and symbols', async () => {
    const { body } = await get<{ name: string }[]>('/api/datasets');
    expect(body.find(({ name }) => name === 'small')).toMatchObject({
      simulated: true,
      venues: ['binanceusdm', 'bybit'],
      timeframes: ['5m'],
      from: lane.tape.openTime[0],
      to: lane.tape.closeTime(ROWS - 1),
    });
    expect((await get('/api/symbols', { dataset: 'small' })).body).toContainEqual({
      dataset: 'small',
      symbol: SYMBOL,
      venues: ['binanceusdm', 'bybit'],
      timeframes: ['5m'],
    });
    expect(await get('/api/datasets/none')).toMatchObject({ status: 404, body: { code: 'DATASET_UNKNOWN' } });
  });

  it('pages through metrics by Content-Range', async () => {
    const first = await get<unknown[]>('/api/metrics', LANE);
    expect(first).toMatchObject({ status: 206, range: `items 0-99/${ROWS}` });
    expect(first.body).toHaveLength(100);
    const last = await get<unknown[]>('/api/metrics', { ...LANE, offset: ROWS - 5, limit: 100 });
    expect(last).toMatchObject({ status: 206, range: `items ${ROWS - 5}-${ROWS - 1}/${ROWS}` });
    expect(last.body).toHaveLength(5);
    const all = await get<unknown[]>('/api/metrics', { ...LANE, limit: 5_000, columns: 'oiZ' });
    expect(all).toMatchObject({ status: 200, range: `items 0-${ROWS - 1}/${ROWS}` });
    expect(await get('/api/metrics', { ...LANE, offset: ROWS })).toEqual({
      status: 200,
      range: `items */${ROWS}`,
      body: [],
    });
  });

  it('answers the numbers of the engine, and null where it has none', async () => {
    const columns = ['close', 'oiZ', 'cvd', 'rsi', 'realizedVol', 'tiers', 'sma(close,20)'];
    const { body } = await get<{ row: number; time: number; values: Record<string, number | null> }[]>(
      '/api/metrics',
      { ...LANE, venue: VENUE, columns: columns.join(','), limit: 5_000 },
    );
    for (const name of columns) {
      const data = lane.require(name).data;
      expect(body.map(({ values }) => values[name])).toEqual(Array.from(data.subarray(0, ROWS), expected));
    }
    expect(body.map(({ time }) => time)).toEqual([...lane.tape.openTime.subarray(0, ROWS)]);
    expect(body[0].values.oiZ).toBeNull();
  });

  it('answers bars as they were recorded', async () => {
    const { body, range } = await get<Record<string, number | null>[]>('/api/bars', {
      ...LANE,
      offset: 10,
      limit: 3,
    });
    expect(range).toBe(`items 10-12/${ROWS}`);
    for (const field of BAR_FIELDS) expect(body[1][field]).toBe(expected(lane.tape.columns[field][11]));
  });

  it('answers signals from a tier upwards, page by page, as the engine says them', async () => {
    const all: SignalRow[] = [];
    for (let row = 0; row < ROWS; row++) {
      for (const one of market.lanes) all.push(...signalsAt(one, row).filter(({ tier }) => tier >= 4));
    }
    const query = { dataset: 'small', tf: '5m', minTier: 4 };
    const whole = await get<SignalRow[]>('/api/signals', { ...query, limit: 5_000 });
    expect(whole.body).toEqual(all);
    const [middle, limit] = [Math.floor(all.length / 2), 7];
    const page = await get<SignalRow[]>('/api/signals', { ...query, offset: middle, limit });
    expect(page.range).toBe(`items ${middle}-${middle + limit - 1}/${all.length}`);
    expect(page.body).toEqual(all.slice(middle, middle + limit));
  });

  it('answers alerts in the order of time', async () => {
    const { body } = await get<{ time: number; type: string; tier: number | null; venue: string }[]>(
      '/api/alerts',
      {
        ...LANE,
        venue: VENUE,
        minTier: 6,
        limit: 5_000,
      },
    );
    expect(body.length).toBeGreaterThan(0);
    expect(new Set(body.map(({ type }) => type)).size).toBeGreaterThan(1);
    expect(body.every(({ type, tier }) => (type === 'SIGNAL') === (tier !== null))).toBe(true);
    expect(body.every(({ venue }) => venue === VENUE)).toBe(true);
    expect(body.map(({ time }) => time)).toEqual(body.map(({ time }) => time).toSorted((a, b) => a - b));
  });

  it.each([
    ['/api/metrics', { ...LANE, limit: 0 }, 400, 'REQUEST_INVALID', 'limit'],
    ['/api/metrics', { ...LANE, limit: 'all' }, 400, 'REQUEST_INVALID', 'limit'],
    ['/api/metrics', { ...LANE, offset: -1 }, 400, 'REQUEST_INVALID', 'offset'],
    ['/api/metrics', { ...LANE, tf: '7m' }, 400, 'REQUEST_INVALID', 'tf'],
    ['/api/metrics', { ...LANE, columns: 'oiZZ' }, 400, 'METRIC_UNKNOWN', 'oiZZ'],
    ['/api/metrics', { dataset: 'small', tf: '5m' }, 400, 'REQUEST_INVALID', 'symbol'],
    ['/api/metrics', { ...LANE, tf: '1h' }, 400, 'TIMEFRAME_UNKNOWN', 'timeframe'],
    ['/api/bars', { ...LANE, symbol: 'DOGE/USDT:USDT' }, 404, 'LANE_UNKNOWN', 'symbol'],
    ['/api/bars', { ...LANE, venue: 'okx' }, 404, 'LANE_UNKNOWN', 'symbol'],
    ['/api/bars', { ...LANE, dataset: 'none' }, 404, 'DATASET_UNKNOWN', 'dataset'],
    ['/api/signals', { ...LANE, minTier: 7 }, 400, 'REQUEST_INVALID', 'minTier'],
  ])('%s %j: %i %s, naming %s', async (path, query, status, code, field) => {
    expect(await get(path, query)).toMatchObject({ status, body: { code, place: { field } } });
  });
});
