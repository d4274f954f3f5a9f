import { afterAll, beforeAll, describe, expect, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { itReal, real, REAL_DATA } from '../datasets/real-data.ts';
import { stage, until, type Stage } from './support.ts';

jest.setTimeout(60_000);

const FILES = ['BTC', 'ETH'].map((base) => `ticks/usdm_${base.toLowerCase()}usdt_trades_20240808.jsonl.gz`);
const MINUTE = 60_000;
/** 2024-08-08 23:54: the minute in which the recording begins. */
const FIRST = Date.UTC(2024, 7, 8, 23, 54);

interface Message {
  e: string;
  E: number;
  T: number;
  s: string;
  t: number;
  p: string;
  q: string;
  m: boolean;
}

function messages(file: string): Message[] {
  const lines = gunzipSync(readFileSync(real(file)))
    .toString('utf8')
    .trim()
    .split('\n');
  return lines.map((line) => (JSON.parse(line.slice(line.indexOf(' '))) as { data: Message }).data);
}

/** A decimal as a whole number of 1e-8. */
function units(text: string): bigint {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(8, '0'));
}

/** One bar, summed by hand: whole numbers only, no code of the venue's. */
function byHand(trades: readonly Message[]): (bigint | number)[] {
  const prices = trades.map(({ p }) => units(p));
  const sum = (list: readonly Message[], of: (trade: Message) => bigint): bigint =>
    list.reduce((total, trade) => total + of(trade), 0n);
  const bought = trades.filter(({ m }) => !m);
  return [
    prices[0],
    prices.reduce((a, b) => (a > b ? a : b)),
    prices.reduce((a, b) => (a < b ? a : b)),
    prices[prices.length - 1],
    sum(trades, ({ q }) => units(q)),
    sum(bought, ({ q }) => units(q)),
    trades.length,
    sum(trades, ({ p, q }) => units(p) * units(q)),
    sum(bought, ({ p, q }) => units(p) * units(q)),
  ];
}

/** The same of a row of klines. */
function served(row: readonly string[]): (bigint | number)[] {
  const [, open, high, low, close, volume, , quote, count, taker, takerQuote] = row;
  const square = (text: string): bigint => units(text) * 100_000_000n;
  return [
    ...[open, high, low, close, volume, taker].map(units),
    Number(count),
    square(quote),
    square(takerQuote),
  ];
}

let on: Stage;
beforeAll(async () => {
  if (!REAL_DATA) return;
  on = await stage({ market: { ticks: FILES.map(real) }, from: FIRST });
});
afterAll(async () => on?.close());

describe('raw ticks served as they are', () => {
  itReal('come over the socket word for word, each once', async () => {
    const got: Message[] = [];
    const socket = new WebSocket(
      `${on.venue.url.replace('http', 'ws')}/stream?streams=btcusdt@trade/ethusdt@trade`,
    );
    socket.on('message', (data: Buffer) => got.push((JSON.parse(data.toString()) as { data: Message }).data));
    await new Promise((resolve) => socket.on('open', resolve));
    await on.venue.advanceTo(on.venue.market.to);
    const files = FILES.map(messages);
    await until(() => got.length >= files[0].length + files[1].length);
    socket.close();
    for (const all of files) expect(got.filter(({ s }) => s === all[0].s)).toEqual(all);
    // What MANIFEST.md states of the two files.
    expect(files.map((all) => all.length)).toEqual([21_313, 14_076]);
  });

  itReal('give bars, to a real client, that are summed from the file by hand', async () => {
    await on.venue.advanceTo(on.venue.market.to);
    for (const file of FILES) {
      const all = messages(file);
      for (const [interval, length] of [
        ['1m', MINUTE],
        ['5m', 5 * MINUTE],
      ] as const) {
        const answer = await on.binance.fapiPublicGetKlines({ symbol: all[0].s, interval, startTime: 0 });
        const rows = answer as unknown as string[][];
        const opens = [...new Set(all.map(({ T }) => Math.floor(T / length) * length))];
        expect(rows.map(([open]) => Number(open))).toEqual(opens);
        for (const row of rows) {
          const own = all.filter(({ T }) => T >= Number(row[0]) && T < Number(row[0]) + length);
          expect(served(row)).toEqual(byHand(own));
        }
      }
    }
  });

  itReal('are aggregated by moment, price and side, with nothing lost', async () => {
    const all = messages(FILES[0]).filter(({ T }) => T >= FIRST + MINUTE && T < FIRST + 2 * MINUTE);
    const asked = {
      symbol: 'BTCUSDT',
      startTime: FIRST + MINUTE,
      endTime: FIRST + 2 * MINUTE - 1,
      limit: 1000,
    };
    const rows: Record<string, string>[] = [];
    for (let from: number | undefined; ;) {
      const page = (await on.binance.fapiPublicGetAggTrades(
        from === undefined ? asked : { symbol: 'BTCUSDT', fromId: from, limit: 1000 },
      )) as Record<string, string>[];
      rows.push(...page.filter(({ T }) => Number(T) <= asked.endTime));
      if (page.length < 1000 || Number(page[page.length - 1].T) > asked.endTime) break;
      from = Number(page[page.length - 1].a) + 1;
    }
    expect(rows.length).toBeLessThan(all.length);
    expect(rows.reduce((sum, { q }) => sum + units(q), 0n)).toBe(
      all.reduce((sum, { q }) => sum + units(q), 0n),
    );
    expect(rows.reduce((sum, { f, l }) => sum + Number(l) - Number(f) + 1, 0)).toBe(all.length);
  });
});
