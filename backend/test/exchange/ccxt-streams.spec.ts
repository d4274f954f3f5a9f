import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Liquidation, Trade } from 'ccxt';
import { WebSocket } from 'ws';
import { HOUR, MINUTE, type BarField } from '@hindcast/engine';
import { BTC, barAt, stage, until, type Stage } from './support.ts';

jest.setTimeout(120_000);

const FIVE = 5 * MINUTE;
/** The market of the demo crashes on this day: there are liquidations in every bar. */
const FROM = Date.UTC(2025, 2, 9, 2);
const BARS = 6;
const TO = FROM + BARS * FIVE;
const SYMBOLS = [BTC, 'ETH/USDT:USDT'];
const OHLCV: BarField[] = ['open', 'high', 'low', 'close', 'volume'];

interface Heard {
  marks: number;
  tickers: number;
}

interface Taken {
  time: number;
  price: number;
  amount: number;
  side: string;
  info: Record<string, string>;
}

let on: Stage;
beforeAll(async () => {
  on = await stage({ from: FROM });
});
afterAll(() => on.close());

/** Calls a watch method again and again until the client is closed, as programs that use ccxt do. */
function listen<T>(watch: () => Promise<T>, hear: (value: T) => void): Promise<void> {
  const loop = async (): Promise<void> => {
    for (;;) hear(await watch());
  };
  return loop().catch(() => undefined);
}

/** Everything that a client hears of half an hour of the market. */
async function hear(which: 'binance' | 'bybit'): Promise<Heard> {
  const client = on[which];
  const heard: Heard = { marks: 0, tickers: 0 };
  client.options.tradesLimit = 100_000;
  client.newUpdates = true;
  await client.loadMarkets();
  const aggregated = which === 'binance' ? { name: 'aggTrade' } : {};
  void listen(
    () => client.watchTradesForSymbols(SYMBOLS, undefined, undefined, aggregated),
    () => undefined,
  );
  void listen(
    () =>
      client.watchOHLCVForSymbols(
        SYMBOLS.flatMap((symbol) => [
          [symbol, '5m'],
          [symbol, '15m'],
        ]),
      ),
    () => undefined,
  );
  void listen(
    () => client.watchTickers(SYMBOLS),
    () => void heard.tickers++,
  );
  if (which === 'binance')
    void listen(
      () => on.binance.watchMarkPrices(SYMBOLS),
      () => void heard.marks++,
    );
  for (const symbol of SYMBOLS) {
    void listen(
      () => client.watchLiquidations(symbol),
      () => undefined,
    );
  }
  // Binance: one topic for each symbol of trades, tickers, marks and liquidations, two of klines.
  await until(() => topics(which) === (which === 'binance' ? 12 : 10));
  return heard;
}

function topics(which: string): number {
  const venues = on.venue.stats().venues as Record<string, { sockets: { topics: number } }>;
  return venues[which === 'binance' ? 'binanceusdm' : 'bybit'].sockets.topics;
}

describe.each(['binance', 'bybit'] as const)('an unchanged ccxt.pro client hears %s', (which) => {
  const id = which === 'binance' ? 'binanceusdm' : 'bybit';
  let heard: Heard;

  beforeAll(async () => {
    if (on.venue.clock.now() > FROM) on.venue.seek(FROM);
    heard = await hear(which);
    for (let time = FROM; time < TO; time += 5000) await on.venue.advanceTo(time + 5000);
    const last = on.tape(id, BTC).rowOpeningAt(TO - FIVE);
    await until(() => lastBar(BTC)?.[5] === on.tape(id, BTC).columns.volume[last]);
  });
  afterAll(() => on[which].close());

  const bars = (symbol: string, timeframe: string): number[][] =>
    (on[which].ohlcvs as Record<string, Record<string, number[][]>>)[symbol]?.[timeframe] ?? [];
  /** What the client has kept of a symbol: a call of `watchTrades` may return before it has told of the last ones. */
  const tradesOf = (symbol: string): Taken[] =>
    (on[which].trades as Record<string, Trade[]>)[symbol].map(({ timestamp, price, amount, side, info }) => ({
      ...{ time: Number(timestamp), price: Number(price), amount: Number(amount), side: String(side) },
      info: info as Record<string, string>,
    }));
  const liquidationsOf = (symbol: string): { time: number; side: string; usd: number }[] =>
    [...((on[which].liquidations ?? []) as Iterable<Liquidation & { side: string }>)]
      .filter((one) => one.symbol === symbol)
      .map(({ timestamp, price, contracts, side }) => ({
        ...{ time: Number(timestamp), side },
        usd: Number(price) * Number(contracts),
      }));
  const lastBar = (symbol: string): number[] | undefined =>
    bars(symbol, '5m').find(([open]) => open === TO - FIVE);

  it('every bar, closed as recorded', () => {
    for (const symbol of SYMBOLS) {
      const heardBars = bars(symbol, '5m').filter(([open]) => open < TO);
      expect(heardBars.map(([open]) => open)).toEqual(
        Array.from({ length: BARS }, (_, i) => FROM + i * FIVE),
      );
      for (const [open, ...cells] of heardBars)
        expect(cells).toEqual(barAt(on.tape(id, symbol), open, OHLCV));
    }
  });

  it('longer bars that the recorded ones add up to', () => {
    const [first] = bars(BTC, '15m');
    const parts = [0, 1, 2].map((i) => barAt(on.tape(id, BTC), first[0] + i * FIVE, OHLCV));
    expect(first[4]).toBe(parts[2][3]);
    expect(first[5]).toBe(Number(parts.reduce((sum, part) => sum + part[4], 0).toFixed(3)));
  });

  it('every trade; together they are the bars', () => {
    for (const symbol of SYMBOLS) {
      for (let open = FROM; open < TO; open += FIVE) {
        const own = tradesOf(symbol).filter(({ time }) => time >= open && time < open + FIVE);
        const bought = own.filter(({ side }) => side === 'buy');
        const sum = (list: typeof own): number =>
          Number(list.reduce((s, { amount }) => s + amount, 0).toFixed(3));
        const prices = own.map(({ price }) => price);
        expect([
          ...[prices[0], Math.max(...prices), Math.min(...prices), prices[prices.length - 1]],
          ...[sum(own), sum(bought)],
        ]).toEqual(barAt(on.tape(id, symbol), open, [...OHLCV, 'takerBuyVolume']));
        const value = own.reduce((s, { price, amount }) => s + price * amount, 0);
        const [quoteVolume, trades] = barAt(on.tape(id, symbol), open, ['quoteVolume', 'trades']);
        expect(value / quoteVolume).toBeCloseTo(1, 9);
        if (which === 'bybit') continue;
        expect(own.reduce((s, { info }) => s + Number(info.l) - Number(info.f) + 1, 0)).toBe(trades);
      }
    }
  });

  it('liquidations that come to the recorded USD, by the side that was liquidated', () => {
    // Binance names the order's side, Bybit the position's.
    const long = which === 'binance' ? 'sell' : 'buy';
    const total = (symbol: string, open: number, ofLongs: boolean): number =>
      liquidationsOf(symbol)
        .filter(({ time }) => time >= open && time < open + FIVE)
        .filter(({ side }) => (side === long) === ofLongs)
        .reduce((sum, { usd }) => sum + usd, 0);
    let seen = 0;
    for (const symbol of SYMBOLS) {
      for (let open = FROM; open < TO; open += FIVE) {
        const tape = on.tape(id, symbol);
        const [longs, shorts] = barAt(tape, open, ['liquidatedLongUsd', 'liquidatedShortUsd']);
        expect(total(symbol, open, true)).toBeCloseTo(longs, 4);
        expect(total(symbol, open, false)).toBeCloseTo(shorts, 4);
        seen += longs + shorts;
      }
    }
    expect(seen).toBeGreaterThan(0);
  });

  it('tickers and, on Binance, mark prices', () => {
    expect(heard.tickers).toBeGreaterThan(50);
    if (which === 'binance') expect(heard.marks).toBeGreaterThan(50);
  });
});

describe('raw sockets', () => {
  const frames = async (path: string, send: object[], count: number): Promise<Record<string, unknown>[]> => {
    const got: Record<string, unknown>[] = [];
    const socket = new WebSocket(on.venue.url.replace('http', 'ws') + path);
    socket.onmessage = ({ data }) => got.push(JSON.parse(data as string) as Record<string, unknown>);
    await new Promise((resolve) => (socket.onopen = resolve));
    for (const frame of send) socket.send(JSON.stringify(frame));
    await until(() => got.length >= count, 5000).catch(() => undefined);
    socket.close();
    return got;
  };

  it("combined streams in the address, and Binance's words for subscriptions", async () => {
    const combined = frames('/stream?streams=btcusdt@aggTrade/btcusdt@markPrice@1s', [], 2);
    await until(() => topics('binance') === 2);
    await on.venue.advanceTo(on.venue.clock.now() + 60_000);
    const [first] = await combined;
    expect(Object.keys(first)).toEqual(['stream', 'data']);
    const answers = await frames(
      '/ws',
      [
        { method: 'SUBSCRIBE', params: ['btcusdt@kline_5m', 'nope@trade'], id: 1 },
        { method: 'LIST_SUBSCRIPTIONS', id: 2 },
        { method: 'UNSUBSCRIBE', params: ['btcusdt@kline_5m'], id: 3 },
        { method: 'NOTHING', id: 4 },
      ],
      4,
    );
    expect(answers).toMatchObject([
      { result: null, id: 1 },
      { id: 2 },
      { result: null, id: 3 },
      { error: { code: 2 }, id: 4 },
    ]);
  });

  it("Bybit's words: a topic that is not there, ping", async () => {
    const answers = await frames(
      '/v5/public/linear',
      [
        { op: 'subscribe', args: ['kline.5.NOPE'], req_id: 'a' },
        { op: 'ping', req_id: 'b' },
        { op: 'subscribe', args: ['tickers.BTCUSDT'], req_id: 'c' },
      ],
      4,
    );
    expect(answers).toMatchObject([
      { success: false, req_id: 'a' },
      { success: true, ret_msg: 'pong', req_id: 'b' },
      { success: true, req_id: 'c' },
      { topic: 'tickers.BTCUSDT', type: 'snapshot', data: { symbol: 'BTCUSDT' } },
    ]);
  });

  it('a client that sends too many frames is cut off', async () => {
    const socket = new WebSocket(`${on.venue.url.replace('http', 'ws')}/ws`);
    await new Promise((resolve) => (socket.onopen = resolve));
    const closed = new Promise<number>((resolve) => (socket.onclose = ({ code }) => resolve(code)));
    for (let id = 0; id < 12; id++) socket.send(JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id }));
    expect(await closed).toBe(1008);
  });

  it('an hour of bars is told in the order in which it happened', async () => {
    const got: { T: number }[] = [];
    const socket = new WebSocket(`${on.venue.url.replace('http', 'ws')}/ws/btcusdt@aggTrade`);
    socket.onmessage = ({ data }) => got.push(JSON.parse(data as string) as { T: number });
    await until(() => topics('binance') === 1);
    await on.venue.advanceTo(on.venue.clock.now() + HOUR);
    await until(() => got.length > 600);
    socket.close();
    expect(got.every(({ T }, i) => i === 0 || T >= got[i - 1].T)).toBe(true);
  });
});
