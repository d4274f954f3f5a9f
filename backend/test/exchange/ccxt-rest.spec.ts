import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HOUR, MINUTE, type BarField } from '@hindcast/engine';
import { BTC, barAt, stage, type Stage } from './support.ts';

jest.setTimeout(60_000);

/** 2025-02-10 12:02:30: half-way through a bar of the demo. */
const NOW = Date.UTC(2025, 1, 10, 12, 2, 30);
const CLOSED = Date.UTC(2025, 1, 10, 11, 55);
const FIVE = 5 * MINUTE;
const ALL = ['BTC/USDT:USDT', 'ETH/USDT:USDT', 'SOL/USDT:USDT'];
const OHLCV: BarField[] = ['open', 'high', 'low', 'close', 'volume'];

let on: Stage;
beforeAll(async () => {
  on = await stage({ from: NOW });
});
afterAll(() => on.close());

/** The value of a field in the bar that closed at `close`. */
const value = (venue: string, field: BarField, close: number, symbol = BTC): number =>
  barAt(on.tape(venue, symbol), close - FIVE, [field])[0];

describe.each(['binance', 'bybit'] as const)('an unchanged ccxt client reads %s by REST', (which) => {
  const id = which === 'binance' ? 'binanceusdm' : 'bybit';
  const client = (): Stage[typeof which] => on[which];

  it('markets, with the steps that prices and quantities are recorded in', async () => {
    const markets = await client().loadMarkets();
    expect(Object.keys(markets).sort()).toEqual(ALL);
    const { swap, linear, active, contractSize, precision } = client().market(BTC);
    expect({ swap, linear, active, contractSize, precision }).toMatchObject({
      ...{ swap: true, linear: true, active: true, contractSize: 1 },
      precision: { price: 0.1, amount: 0.001 },
    });
  });

  it("the time, which is the recording's", async () => {
    expect(await client().fetchTime()).toBe(NOW);
  });

  it('klines: closed ones as recorded, the last one as far as it has come', async () => {
    const rows = await client().fetchOHLCV(BTC, '5m', NOW - HOUR - (NOW % FIVE), 100);
    expect(rows).toHaveLength(13);
    for (const [open, ...cells] of rows.slice(0, -1)) {
      expect(cells).toEqual(barAt(on.tape(id, BTC), Number(open), OHLCV));
    }
    const [open, , , , , volume] = rows[12].map(Number);
    const [whole] = barAt(on.tape(id, BTC), open, ['volume']);
    expect(open).toBe(CLOSED + FIVE);
    expect(volume).toBeGreaterThan(0);
    expect(volume).toBeLessThan(whole);
  });

  it('klines of other lengths: longer ones add up, shorter ones add up to the recorded', async () => {
    const [hour] = await client().fetchOHLCV(BTC, '1h', CLOSED - HOUR - (CLOSED % HOUR), 1);
    const bars = Array.from({ length: 12 }, (_, i) =>
      barAt(on.tape(id, BTC), Number(hour[0]) + i * FIVE, OHLCV),
    );
    const sum = bars.reduce((total, bar) => total + bar[4], 0);
    expect(hour.slice(1)).toEqual([
      bars[0][0],
      Math.max(...bars.map((bar) => bar[1])),
      Math.min(...bars.map((bar) => bar[2])),
      bars[11][3],
      Number(sum.toFixed(3)),
    ]);
    const minutes = await client().fetchOHLCV(BTC, '1m', CLOSED, 5);
    const volume = minutes.reduce((total, row) => total + Number(row[5]), 0);
    const [open, high, low, close, whole] = barAt(on.tape(id, BTC), CLOSED, OHLCV);
    expect([minutes[0][1], minutes[4][4], Number(volume.toFixed(3))]).toEqual([open, close, whole]);
    expect(Math.max(...minutes.map((row) => Number(row[2])))).toBe(high);
    expect(Math.min(...minutes.map((row) => Number(row[3])))).toBe(low);
  });

  it('klines in pages from a time on', async () => {
    const first = await client().fetchOHLCV(BTC, '5m', CLOSED - 20 * FIVE, 10);
    const next = await client().fetchOHLCV(BTC, '5m', Number(first[9][0]) + FIVE, 10);
    const opens = [...first, ...next].map(([open]) => open);
    expect(opens).toEqual(Array.from({ length: 20 }, (_, i) => CLOSED - 20 * FIVE + i * FIVE));
  });

  it('a ticker of the last 24 hours', async () => {
    const ticker = await client().fetchTicker(BTC);
    const tape = on.tape(id, BTC);
    const last = tape.rowClosedBy(NOW);
    const day = tape.columns.high.subarray(last + 1 - 288, last + 1);
    expect(ticker.high).toBeGreaterThanOrEqual(Math.max(...day));
    expect(ticker.baseVolume).toBeGreaterThan(
      tape.columns.volume.subarray(last - 287, last + 1).reduce((a, b) => a + b),
    );
    expect(Object.keys(await client().fetchTickers(ALL))).toEqual(expect.arrayContaining(ALL));
  });

  it('trades that have happened, none later', async () => {
    const trades = await client().fetchTrades(BTC, undefined, 100);
    expect(trades).toHaveLength(100);
    expect(Math.max(...trades.map(({ timestamp }) => Number(timestamp)))).toBeLessThanOrEqual(NOW);
    const ids = trades.map((trade) => Number(String(trade.id).replace(/^[0-]*5000-8000-/, '')));
    expect(ids).toEqual(ids.map((_, i) => ids[0] + i));
  });

  it('open interest: the last value published, and its history', async () => {
    const now = await client().fetchOpenInterest(BTC, { interval: '5m' });
    expect([now.openInterestAmount, now.timestamp]).toEqual([
      value(id, 'openInterest', CLOSED + FIVE),
      CLOSED + FIVE,
    ]);
    const rows = await client().fetchOpenInterestHistory(BTC, '5m', CLOSED - 8 * FIVE, 10);
    expect(rows.map(({ timestamp }) => timestamp)).toEqual(rows.map((_, i) => CLOSED - 8 * FIVE + i * FIVE));
    for (const { timestamp, openInterestAmount } of rows) {
      expect(openInterestAmount).toBe(value(id, 'openInterest', Number(timestamp)));
    }
  });

  it('the long/short ratio of all accounts', async () => {
    const period = which === 'binance' ? '5m' : '5min';
    const rows = await client().fetchLongShortRatioHistory(BTC, period, undefined, 12);
    expect(rows).toHaveLength(12);
    for (const { timestamp, longShortRatio } of rows) {
      expect(Number(longShortRatio)).toBeCloseTo(value(id, 'globalLongShort', Number(timestamp)), 12);
    }
  });

  it('funding: settlements, the rate, and the interval', async () => {
    const rows = await client().fetchFundingRateHistory(BTC, NOW - 48 * HOUR, 20, { until: NOW });
    expect(rows).toHaveLength(6);
    for (const { timestamp, fundingRate } of rows) {
      const bar = Number(timestamp) - (Number(timestamp) % FIVE);
      expect(barAt(on.tape(id, BTC), bar, ['fundingTime', 'fundingRate'])).toEqual([timestamp, fundingRate]);
    }
    const rate = await client().fetchFundingRate(BTC);
    expect(rate.fundingRate).toBe(rows[5].fundingRate);
    expect(rate.fundingTimestamp).toBe(Date.UTC(2025, 1, 10, 16));
  });

  it('a contract that is not there is refused as the venue refuses it', async () => {
    await client().loadMarkets();
    const asked =
      which === 'binance'
        ? on.binance.fapiPublicGetKlines({ symbol: 'NOPEUSDT', interval: '5m' })
        : on.bybit.publicGetV5MarketKline({ category: 'linear', symbol: 'NOPEUSDT', interval: '5' });
    await expect(asked).rejects.toMatchObject({ name: which === 'binance' ? 'BadSymbol' : 'BadRequest' });
  });
});

describe("Binance's own requests, which ccxt has no common name for", () => {
  const FIELDS = [
    'open',
    'high',
    'low',
    'close',
    'volume',
    'quoteVolume',
    'trades',
    'takerBuyVolume',
  ] as const;

  it('klines with the taker side', async () => {
    const rows = (await on.binance.fapiPublicGetKlines({
      ...{ symbol: 'BTCUSDT', interval: '5m', startTime: CLOSED - 99 * FIVE, limit: 100 },
    })) as string[][];
    expect(rows).toHaveLength(100);
    for (const row of rows) {
      const cells = [1, 2, 3, 4, 5, 7, 8, 9].map((k) => Number(row[k]));
      expect(cells).toEqual(barAt(on.tape('binanceusdm', BTC), Number(row[0]), FIELDS));
      expect(Number(row[6])).toBe(Number(row[0]) + FIVE - 1);
    }
  });

  it('top traders and the taker ratio, which is stamped with the opening of what it covers', async () => {
    const asked = { symbol: 'BTCUSDT', period: '5m', limit: 30 };
    const of = async (answer: Promise<unknown>): Promise<Record<string, string>[]> =>
      (await answer) as Record<string, string>[];
    for (const row of await of(on.binance.fapiDataGetTopLongShortAccountRatio(asked))) {
      expect(Number(row.longShortRatio)).toBe(
        value('binanceusdm', 'topLongShortAccounts', Number(row.timestamp)),
      );
    }
    for (const row of await of(on.binance.fapiDataGetTopLongShortPositionRatio(asked))) {
      expect(Number(row.longShortRatio)).toBe(
        value('binanceusdm', 'topLongShortPositions', Number(row.timestamp)),
      );
    }
    const taker = await of(on.binance.fapiDataGetTakerlongshortRatio(asked));
    expect(taker).toHaveLength(30);
    expect(Number(taker[29].timestamp)).toBe(CLOSED);
    for (const row of taker) {
      expect(Number(row.buySellRatio)).toBe(
        value('binanceusdm', 'takerLongShort', Number(row.timestamp) + FIVE),
      );
    }
  });

  it('open interest in USD, and nothing of more than thirty days ago', async () => {
    const rows = (await on.binance.fapiDataGetOpenInterestHist({
      ...{ symbol: 'BTCUSDT', period: '1h', limit: 5 },
    })) as Record<string, string>[];
    expect(rows.map(({ timestamp }) => Number(timestamp) % HOUR)).toEqual([0, 0, 0, 0, 0]);
    for (const { sumOpenInterestValue, timestamp } of rows) {
      expect(Number(sumOpenInterestValue)).toBe(value('binanceusdm', 'openInterestUsd', Number(timestamp)));
    }
    const old = { symbol: 'BTCUSDT', period: '5m', startTime: NOW - 31 * 24 * HOUR };
    await expect(on.binance.fapiDataGetOpenInterestHist(old)).rejects.toThrow(
      "parameter 'startTime' is invalid",
    );
  });

  it('aggregate trades by id and by time: the same ones', async () => {
    const from = CLOSED - 2 * FIVE;
    const byTime = (await on.binance.fapiPublicGetAggTrades({
      ...{ symbol: 'BTCUSDT', startTime: from, endTime: CLOSED, limit: 1000 },
    })) as Record<string, string>[];
    const byId = (await on.binance.fapiPublicGetAggTrades({
      ...{ symbol: 'BTCUSDT', fromId: byTime[0].a, limit: byTime.length },
    })) as Record<string, string>[];
    expect(byId).toEqual(byTime);
    const counted = byTime.filter(({ T }) => Number(T) < from + FIVE);
    const trades = counted.reduce((sum, { f, l }) => sum + Number(l) - Number(f) + 1, 0);
    expect(trades).toBe(barAt(on.tape('binanceusdm', BTC), from, ['trades'])[0]);
  });

  it('the other requests that a client of this venue makes', async () => {
    expect(await on.binance.fapiPublicGetPing()).toEqual({});
    const prices = await on.binance.fetchLastPrices([BTC]);
    expect(prices[BTC].price).toBeGreaterThan(0);
    expect((await on.binance.fetchBidsAsks([BTC]))[BTC].ask).toBeGreaterThan(0);
    expect((await on.binance.fetchMarkPrice(BTC)).markPrice).toBe(prices[BTC].price);
    const intervals = await on.binance.fetchFundingIntervals();
    expect(Object.values(intervals).map(({ interval }) => interval)).toEqual(['8h', '8h', '8h']);
    const trades = (await on.binance.fapiPublicGetTrades({ symbol: 'BTCUSDT', limit: 5 })) as object[];
    expect(trades).toHaveLength(5);
  });
});

describe("the venues' manners", () => {
  const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(on.venue.url + path, init);

  it('weighs requests, and says it in a header', async () => {
    const used = async (path: string): Promise<number> =>
      Number((await get(path)).headers.get('x-mbx-used-weight-1m'));
    const before = await used('/fapi/v1/time');
    expect(await used('/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=99')).toBe(before + 1);
    expect(await used('/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=1500')).toBe(before + 11);
    expect(await used('/fapi/v1/ticker/24hr')).toBe(before + 51);
  });

  it.each([
    ['/fapi/v1/klines?interval=5m', 400, -1102],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=7m', 400, -1120],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=0', 400, -1130],
    ['/fapi/v1/klines?symbol=BTCUSDT&interval=5m&startTime=x', 400, -1100],
    ['/fapi/v1/klines?symbol=btcusdt&interval=5m', 400, -1121],
    ['/futures/data/openInterestHist?symbol=BTCUSDT&period=1m', 400, -1130],
    ['/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&startTime=9&endTime=8', 400, -4167],
  ])('refuses %s', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, ((await answer.json()) as { code: number }).code]).toEqual([status, code]);
  });

  it.each([
    '/v5/market/kline?category=spot&symbol=BTCUSDT&interval=5',
    '/v5/market/kline?category=linear&interval=5',
    '/v5/market/kline?category=linear&symbol=BTCUSDT&interval=7',
    '/v5/market/funding/history?category=linear&symbol=BTCUSDT&startTime=1',
    '/v5/market/account-ratio?category=linear&symbol=BTCUSDT&period=5m',
  ])('refuses %s', async (path) => {
    const answer = await get(path);
    expect([answer.status, ((await answer.json()) as { retCode: number }).retCode]).toEqual([200, 10001]);
  });

  it('pages open interest by a cursor, newest first', async () => {
    const base = '/v5/market/open-interest?category=linear&symbol=BTCUSDT&intervalTime=5min&limit=3';
    interface Page {
      result: { list: { timestamp: string }[]; nextPageCursor: string };
    }
    const first = (await (await get(base)).json()) as Page;
    const second = (await (await get(`${base}&cursor=${first.result.nextPageCursor}`)).json()) as Page;
    const stamps = [...first.result.list, ...second.result.list].map(({ timestamp }) => Number(timestamp));
    expect(stamps).toEqual(stamps.map((_, i) => stamps[0] - i * FIVE));
  });

  it('says everywhere that it is no live market', async () => {
    expect((await get('/fapi/v1/ping')).headers.get('x-recorded-market')).toBe(
      'simulated: Demo: a simulated market',
    );
    expect(((await (await get('/')).json()) as { notice: string }).notice).toContain('no exchange');
  });

  it('is controlled from this machine only, and by no web page', async () => {
    expect((await get('/__venue/time')).status).toBe(200);
    const foreign = await get('/__venue/pause', {
      method: 'POST',
      headers: { origin: 'https://example.com' },
    });
    expect(foreign.status).toBe(403);
    const own = await get('/__venue/pause', { method: 'POST', headers: { origin: on.venue.url } });
    expect(own.status).toBe(403);
    expect((await get('/__venue/speed', { method: 'POST', body: '{"speed":-1}' })).status).toBe(400);
    expect((await get('/__venue/speed', { method: 'POST', body: 'no' })).status).toBe(400);
    expect((await get('/__venue/nothing')).status).toBe(404);
  });
});
