import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { HOUR, MINUTE, SECOND } from '@hindcast/engine';
import {
  FAULT_KINDS,
  FAULT_PRESETS,
  loadFaults,
  parseFaults,
  type FaultInput,
} from '../../src/exchange/index.ts';
import { BTC, barAt, stage, until, type Stage, type StageOptions } from './support.ts';

jest.setTimeout(60_000);

const FIVE = 5 * MINUTE;
const FROM = Date.UTC(2025, 1, 10, 12);
const TAPE = ['binanceusdm', BTC] as const;

let on: Stage;
afterEach(() => on?.close());

const set = async (faults: FaultInput[], options: StageOptions = {}): Promise<Stage> =>
  (on = await stage({ from: FROM, faults, ...options }));
const counted = (kind: string): number => on.venue.stats().faults[kind];
const get = (path: string): Promise<Response> => fetch(on.venue.url + path);
const KLINES = '/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=1';

interface Ear {
  got: { e?: string; E?: number; T?: number; a?: number; k?: Record<string, unknown> }[];
  socket: WebSocket;
}

/** A socket that is connected, with what it hears. */
async function ear(stream: string, topics = 1): Promise<Ear> {
  const got: Ear['got'] = [];
  const socket = new WebSocket(`${on.venue.url.replace('http', 'ws')}/ws/${stream}`);
  socket.on('message', (data: Buffer) => got.push(JSON.parse(data.toString()) as Ear['got'][number]));
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.on('open', resolve));
  await until(() => JSON.stringify(on.venue.stats()).includes(`"topics":${topics}`));
  return { got, socket };
}

async function heard(one: Ear, to: number): Promise<Ear['got']> {
  await on.venue.advanceTo(to);
  // What was sent before this answer has been received after it.
  await new Promise((resolve) => {
    one.socket.once('pong', resolve);
    one.socket.ping();
  });
  return one.got;
}

describe('faults of requests', () => {
  it('429 says when to come back', async () => {
    await set([{ fault: 'http-429', retryAfter: 3 }]);
    const answer = await get(KLINES);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3']);
    await expect(on.binance.fetchTime()).rejects.toMatchObject({ name: 'DDoSProtection' });
    await expect(on.bybit.fetchTime()).rejects.toMatchObject({ name: 'RateLimitExceeded' });
    expect(counted('http-429')).toBe(3);
  });

  it('418 is a ban; Bybit says it with 403', async () => {
    await set([{ fault: 'http-418' }]);
    expect((await get(KLINES)).status).toBe(418);
    expect((await get('/v5/market/time')).status).toBe(403);
    expect(counted('http-418')).toBe(2);
  });

  it.each([
    ['http-5xx', 503],
    ['html', 502],
  ] as const)('%s is a failure that a client may try again after', async (fault, status) => {
    await set([{ fault }]);
    const answer = await get(KLINES);
    expect(answer.status).toBe(status);
    if (fault === 'html') expect(await answer.text()).toMatch(/^<html>/);
    // ccxt takes Binance's own words for it (-1001) for a failed operation, which is wider than a network error.
    const name = fault === 'html' ? 'ExchangeNotAvailable' : 'OperationFailed';
    await expect(on.binance.fetchTime()).rejects.toMatchObject({ name });
    await expect(on.bybit.fetchTime()).rejects.toMatchObject({ name: 'ExchangeNotAvailable' });
    expect(counted(fault)).toBe(3);
  });

  it('slow answers come late, and come', async () => {
    await set([{ fault: 'slow', by: '300ms real' }]);
    const begin = performance.now();
    expect((await get(KLINES)).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(290);
    expect(counted('slow')).toBe(1);
  });

  it('a rate hits that share of requests, the same ones with the same seed', async () => {
    const statuses = async (): Promise<number[]> => {
      await set([{ fault: 'http-5xx', rate: 0.3 }], { seed: 'seven' });
      const answers: number[] = [];
      for (let i = 0; i < 60; i++) answers.push((await get('/fapi/v1/ping')).status);
      return answers;
    };
    const first = await statuses();
    await on.close();
    expect(await statuses()).toEqual(first);
    expect(first.filter((status) => status === 503).length).toBeGreaterThan(8);
    expect(first.filter((status) => status === 503).length).toBeLessThan(30);
  });

  it('windows begin and end, for one venue', async () => {
    await set([{ fault: 'http-5xx', venue: 'bybit', at: '10m', for: '5m' }]);
    const statuses = async (): Promise<number[]> => [
      (await get('/v5/market/time')).status,
      (await get('/fapi/v1/time')).status,
    ];
    expect(await statuses()).toEqual([200, 200]);
    await on.venue.advanceTo(FROM + 10 * MINUTE);
    expect(await statuses()).toEqual([503, 200]);
    await on.venue.advanceTo(FROM + 15 * MINUTE);
    expect(await statuses()).toEqual([200, 200]);
  });

  it("the venue's own limits hold: 429 when a minute's weight is used up, 418 for who goes on", async () => {
    await set([], { limits: true });
    const statuses: number[] = [];
    let last = await get('/fapi/v1/ping');
    for (let i = 0; i < 115 + 60; i++) {
      last = await get('/fapi/v1/aggTrades?symbol=BTCUSDT&limit=1');
      statuses.push(last.status);
      await last.text();
    }
    const of = (status: number): number => statuses.filter((one) => one === status).length;
    expect([of(200), of(429), of(418)]).toEqual([119, 50, 6]);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('faults of sockets', () => {
  it('drop cuts every socket of the venue, once each time', async () => {
    await set([{ fault: 'drop', at: '3m', every: '10m' }]);
    const one = await ear('btcusdt@aggTrade');
    const closed = new Promise<number>((resolve) => one.socket.on('close', resolve));
    await on.venue.advanceTo(FROM + 4 * MINUTE);
    expect(await closed).toBe(1006);
    await until(() => JSON.stringify(on.venue.stats()).includes('"open":0'));
    await on.venue.advanceTo(FROM + 30 * MINUTE);
    // The two that follow found nobody.
    expect(counted('drop')).toBe(1);
    expect((await ear('btcusdt@aggTrade')).socket.readyState).toBe(WebSocket.OPEN);
  });

  it('silence leaves the socket open and says nothing', async () => {
    await set([{ fault: 'silence', at: '5m', for: '5m' }]);
    const one = await ear('btcusdt@aggTrade');
    const before = (await heard(one, FROM + FIVE - 1)).length;
    expect(before).toBeGreaterThan(10);
    expect((await heard(one, FROM + 2 * FIVE - 1)).length).toBe(before);
    expect((await heard(one, FROM + 3 * FIVE)).length).toBeGreaterThan(before);
    expect(one.socket.readyState).toBe(WebSocket.OPEN);
    expect(counted('silence')).toBe(1);
  });

  it('duplicate says things twice', async () => {
    await set([{ fault: 'duplicate', rate: 0.2 }]);
    const ids = (await heard(await ear('btcusdt@aggTrade'), FROM + HOUR)).map(({ a }) => a);
    expect(ids.length - new Set(ids).size).toBe(counted('duplicate'));
    expect(counted('duplicate')).toBeGreaterThan(20);
  });

  it('reorder swaps neighbours, and loses nothing', async () => {
    await set([{ fault: 'reorder', rate: 0.2 }]);
    const ids = (await heard(await ear('btcusdt@aggTrade'), FROM + HOUR)).map(({ a }) => Number(a));
    const sorted = [...ids].sort((a, b) => a - b);
    expect(ids).not.toEqual(sorted);
    expect(sorted).toEqual(sorted.map((_, i) => sorted[0] + i));
    expect(counted('reorder')).toBeGreaterThan(20);
  });

  it('late messages come after others, with the time they happened at', async () => {
    await set([{ fault: 'late', rate: 0.1, by: '20s', on: ['trade'] }]);
    const got = await heard(await ear('btcusdt@aggTrade'), FROM + HOUR);
    const late = got.filter(({ T }, i) => i > 0 && Number(T) < Number(got[i - 1].T));
    expect(late.length).toBeGreaterThan(20);
    expect(counted('late')).toBeGreaterThanOrEqual(late.length);
    // Some of the very last are still to come.
    expect(new Set(got.map(({ a }) => a)).size).toBe(got.length);
  });

  it('revise closes a bar with too little volume, and corrects it', async () => {
    await set([{ fault: 'revise', by: '30s', on: ['kline'] }]);
    const [whole] = barAt(on.tape(...TAPE), FROM, ['volume']);
    const one = await ear('btcusdt@kline_5m');
    const got = await heard(one, FROM + FIVE + 10 * SECOND);
    const closes = (): Record<string, unknown>[] =>
      got.flatMap(({ k }) => (k?.x === true && k.t === FROM ? [k] : []));
    expect(closes().map(({ v }) => Number(v))).toEqual([Number((whole / 1.01).toFixed(3))]);
    const asked = `${KLINES}&startTime=${FROM}`;
    const rest = async (): Promise<number> => Number(((await (await get(asked)).json()) as string[][])[0][5]);
    expect(await rest()).toBeLessThan(whole);
    await heard(one, FROM + FIVE + 40 * SECOND);
    expect(closes().map(({ v }) => Number(v))).toEqual([Number((whole / 1.01).toFixed(3)), whole]);
    expect(await rest()).toBe(whole);
    expect(counted('revise')).toBeGreaterThan(0);
  });
});

describe('faults of what is published', () => {
  const interest = async (): Promise<{ timestamp: number; sumOpenInterest: string }[]> =>
    (await (await get('/futures/data/openInterestHist?symbol=BTCUSDT&period=5m&limit=2')).json()) as never;

  it('late values are not there at their time', async () => {
    await set([{ fault: 'late', by: '50s', on: ['openInterest'] }]);
    await on.venue.advanceTo(FROM + FIVE + 49 * SECOND);
    expect((await interest())[1].timestamp).toBe(FROM);
    await on.venue.advanceTo(FROM + FIVE + 50 * SECOND);
    expect((await interest())[1].timestamp).toBe(FROM + FIVE);
    expect(counted('late')).toBeGreaterThan(0);
  });

  it('revised values are wrong at first', async () => {
    await set([{ fault: 'revise', by: '30s', on: ['openInterest', 'ratios'] }]);
    const [true_] = barAt(on.tape(...TAPE), FROM, ['openInterest']);
    await on.venue.advanceTo(FROM + FIVE + SECOND);
    expect(Number((await interest())[1].sumOpenInterest)).toBeCloseTo(true_ * 1.01, 6);
    expect((await on.bybit.fetchOpenInterest(BTC, { interval: '5m' })).openInterestAmount).toBeCloseTo(
      barAt(on.tape('bybit', BTC), FROM, ['openInterest'])[0] * 1.01,
      6,
    );
    await on.venue.advanceTo(FROM + FIVE + 30 * SECOND);
    expect(Number((await interest())[1].sumOpenInterest)).toBe(true_);
    expect(counted('revise')).toBeGreaterThan(1);
  });

  it("clock-skew moves the venue's clock, not the market", async () => {
    await set([{ fault: 'clock-skew', by: '1300ms' }]);
    expect(await on.binance.fetchTime()).toBe(FROM + 1300);
    expect(await on.bybit.fetchTime()).toBe(FROM + 1300);
    const [first] = await heard(await ear('btcusdt@aggTrade'), FROM + MINUTE);
    expect(Number(first.E) - Number(first.T)).toBe(1300);
    expect(counted('clock-skew')).toBeGreaterThan(1);
  });

  it('funding-interval changes when and how much is settled', async () => {
    await set([{ fault: 'funding-interval', symbol: 'BTCUSDT', at: '1h', hours: 4 }]);
    const hours = async (): Promise<unknown[]> =>
      Object.values(await on.binance.fetchFundingIntervals()).map(({ interval }) => interval);
    expect(await hours()).toEqual(['8h', '8h', '8h']);
    await on.venue.advanceTo(FROM + HOUR);
    expect(await hours()).toEqual(['4h', '8h', '8h']);
    await on.venue.advanceTo(FROM + 9 * HOUR);
    const times = async (symbol: string): Promise<number[]> =>
      (await on.binance.fetchFundingRateHistory(symbol, FROM)).map(
        ({ timestamp }) => (Number(timestamp) - FROM) / HOUR,
      );
    expect(await times(BTC)).toEqual([4, 8]);
    expect(await times('ETH/USDT:USDT')).toEqual([4]);
    expect(counted('funding-interval')).toBe(1);
  });

  it('delist takes a contract away: from the list, from requests, from streams', async () => {
    await set([{ fault: 'delist', symbol: BTC, venue: 'binanceusdm', at: '10m' }]);
    const one = await ear('btcusdt@aggTrade');
    await heard(one, FROM + 10 * MINUTE - 1);
    const before = one.got.length;
    expect(before).toBeGreaterThan(20);
    expect((await heard(one, FROM + 20 * MINUTE)).length).toBe(before);
    expect(Object.keys(await on.binance.loadMarkets(true))).not.toContain(BTC);
    expect(Object.keys(await on.bybit.loadMarkets(true))).toContain(BTC);
    const answer = await get(KLINES);
    expect([answer.status, ((await answer.json()) as { code: number }).code]).toEqual([400, -1121]);
    expect(counted('delist')).toBe(1);
  });

  it('a contract that comes back speaks again, to who was there and to who came while it was away', async () => {
    await set([{ fault: 'delist', symbol: 'BTCUSDT', at: '10m', for: '10m' }]);
    const early = await ear('btcusdt@aggTrade');
    await on.venue.advanceTo(FROM + 15 * MINUTE);
    const late = await ear('btcusdt@aggTrade');
    await heard(early, FROM + 30 * MINUTE);
    await heard(late, FROM + 31 * MINUTE);
    const times = early.got.map(({ T }) => Number(T) - FROM);
    expect(times.some((time) => time < 10 * MINUTE)).toBe(true);
    expect(times.some((time) => time > 10 * MINUTE + SECOND && time <= 20 * MINUTE)).toBe(false);
    expect(late.got.map(({ a }) => a)).toEqual(early.got.slice(-late.got.length).map(({ a }) => a));
    expect(late.got.length).toBeGreaterThan(20);
    // What was traded meanwhile was recorded, and can be had afterwards.
    expect(
      ((await (await get(`${KLINES}&startTime=${FROM + 15 * MINUTE}`)).json()) as string[][])[0][0],
    ).toBe(FROM + 15 * MINUTE);
  });
});

describe('fault scripts', () => {
  it('every preset is a script, and one has every fault', async () => {
    for (const name of Object.keys(FAULT_PRESETS)) await expect(loadFaults(name)).resolves.toBeDefined();
    const everything = new Set((await loadFaults('everything')).map(({ fault }) => fault));
    expect(FAULT_KINDS.filter((kind) => !everything.has(kind))).toEqual([]);
  });

  it('are read from YAML', async () => {
    const file = join(tmpdir(), `faults-${process.pid}.yaml`);
    await writeFile(
      file,
      'faults:\n  - { fault: drop, at: 10m, every: 2h }\n  - fault: late\n    by: 2s real\n',
    );
    expect(await loadFaults(file)).toMatchObject([
      { fault: 'drop', at: { ms: 600_000, real: false }, every: { ms: 2 * HOUR } },
      { fault: 'late', by: { ms: 2000, real: true } },
    ]);
  });

  it.each([
    [[{ fault: 'dropp' }], /entry 1: there is no fault "dropp"/],
    [[{ fault: 'late', by: '2 parsecs' }], /entry 1: by: write 250ms/],
    [[{ fault: 'drop' }, { fault: 'late', rate: 2 }], /entry 2: rate/],
    [[{ fault: 'drop', when: '2m' }], /entry 1/],
    [[{ fault: 'drop', at: '2025-02-30T00:00:00Z' }], /entry 1: at: write a time/],
    ['nonsense', /./],
  ])('say what is wrong with %j', (script, message) => {
    expect(() => parseFaults(script, 'faults.yaml')).toThrow(message);
  });

  it('can be changed while it runs, over the control address', async () => {
    await set([]);
    const post = (word: string, body: object): Promise<Response> =>
      fetch(`${on.venue.url}/__venue/${word}`, { method: 'POST', body: JSON.stringify(body) });
    expect((await post('faults', { faults: [{ fault: 'html' }] })).status).toBe(200);
    expect((await get(KLINES)).status).toBe(502);
    expect((await post('faults', { faults: 'none' })).status).toBe(200);
    expect((await get(KLINES)).status).toBe(200);
    expect((await post('faults', { faults: 'nothing-like-it' })).status).toBe(400);
    const stats = (await (await get('/__venue/stats')).json()) as { faults: Record<string, number> };
    expect(stats.faults.html).toBe(1);
    await post('advance', { by: 60_000 });
    expect(on.venue.clock.now()).toBe(FROM + MINUTE);
    await post('seek', { time: FROM - HOUR });
    expect(on.venue.clock.now()).toBe(FROM - HOUR);
  });
});
