import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  decodeFrame,
  type Frame,
  type LiveCorrelation,
  type LiveHistory,
  type LiveSaid,
  type LiveState,
  type MetricsUpdate,
  type ReplayFile,
  type WatchList,
} from '@hindcast/engine/wire';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import type { LiveHealth } from '../../src/health/live-health.dto.ts';
import type { ParityReceipt } from '../../src/parity/parity.dto.ts';
import { Client } from '../server/support/client.ts';
import type { TestServer } from '../server/support/server.ts';
import { FIVE_MINUTES, LANES, startLiveServer, until } from './live-server.ts';

const LANE = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT' };

/** Keys as other programs are given them: none is needed, none is read, none may be seen. */
const KEYS = {
  ...{ BINANCEUSDM_APIKEY: 'a-key-nobody-may-see', BINANCEUSDM_SECRET: 'a-secret-nobody-may-see' },
  ...{ BYBIT_API_KEY: 'a-key-nobody-may-see', BYBIT_API_SECRET: 'a-secret-nobody-may-see' },
};

describe('the live market, on a recorded one', () => {
  let server: TestServer;
  let client: Client;
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(new URL(path, server.url))).json()) as T;
  const ask = async <T>(name: string, payload: object): Promise<T> => {
    const answer = await client.ask(name, payload);
    if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`);
    return answer.data as T;
  };
  const state = (): Promise<LiveState> => ask<LiveState>('live_open', {});

  beforeAll(async () => {
    server = await startLiveServer({ env: { WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1', ...KEYS } });
    client = await Client.connect(server.url);
  }, 120_000);
  afterAll(async () => {
    client?.close();
    await server?.stop();
  });

  it('says that it is recorded, and is there within seconds', async () => {
    await until(async () => (await state()).stage === 'live', 'the live market', 90_000);
    const { label, simulated, market, lanes, timeframes, columns } = await state();
    expect({ label, simulated, market }).toEqual({
      label: 'recorded market (simulated)',
      simulated: true,
      market: 'recorded:small',
    });
    expect(lanes).toHaveLength(LANES);
    expect(timeframes.map(({ timeframe }) => timeframe)).toEqual(['5m', '15m', '1h']);
    expect(timeframes[0].rows).toBeGreaterThan(280);
    expect(columns).toContain('oiZ');
  }, 120_000);

  it('knows open interest and its z-score of the past from the venues, before it has heard any itself', async () => {
    const { timeframes } = await state();
    const { rows } = timeframes[0];
    for (const venue of ['binanceusdm', 'bybit']) {
      const columns = ['openInterest', 'oiZ', 'globalLongShort'];
      const request = {
        timeframe: '5m',
        venue,
        symbol: LANE.symbol,
        from: rows - 250,
        to: rows - 50,
        columns,
      };
      const frame = decodeFrame(await ask<Frame>('live_rows', request));
      const known = columns.map((name) => frame.column(name)!.filter(Number.isFinite).length / 200);
      // The recording has holes of its own, and each blanks a window.
      expect([venue, known.map((share) => share > 0.5)]).toEqual([venue, [true, true, true]]);
    }
  }, 30_000);

  it('has open interest and ratios in its first live bars, too, and those that closed during the warm start', async () => {
    const database = await new DataSource({
      ...{ type: 'sqlite', database: join(server.dataDir, 'hindcast.sqlite') },
    }).initialize();
    type Counts = Record<'bars' | 'interest' | 'ratios', number>;
    const first = async (): Promise<Counts> => {
      const [counts]: Counts[] = await database.query(
        `SELECT count(*) AS bars, count("openInterest") AS interest, count("globalLongShort") AS ratios FROM
         (SELECT bars.* FROM bars JOIN live_slices ON bars."openTime" = live_slices."openTime"
          AND bars."knownAt" = live_slices."decidedAt" ORDER BY bars."openTime" LIMIT ${6 * LANES})`,
      );
      return counts;
    };
    await until(async () => (await first()).bars >= 5 * LANES, 'the bars of five slices');
    const { bars, interest, ratios } = await first();
    await database.destroy();
    // The recording has a hole here and there.
    expect(interest).toBeGreaterThan(0.9 * bars);
    expect(ratios).toBeGreaterThan(0.9 * bars);
  }, 30_000);

  it('sends each bar once, in order, as frames like those of a replay', async () => {
    const watched = await ask<{ rows: number }>('live_watch', { timeframe: '5m', lanes: [LANE] });
    await until(() => (client.heard.metrics_update ?? []).length >= 5, 'five bars');
    const updates = client.heard.metrics_update.map(([update]) => update as MetricsUpdate);
    const rows = updates.map(({ frames: [frame] }) => [frame.from, frame.to]);
    expect(rows.slice(0, 5)).toEqual([0, 1, 2, 3, 4].map((k) => [watched.rows + k, watched.rows + k + 1]));
    const frame = decodeFrame(updates[0].frames[0]);
    expect(updates[0]).toMatchObject({ source: 'live', session: null });
    expect(frame.column('close')![0]).toBeGreaterThan(0);
    expect(frame.column('takerBuyVolume')![0]).toBeGreaterThan(0);
    expect(frame.column('openTime')![0] % FIVE_MINUTES).toBe(0);
  }, 120_000);

  it('sends a compact list of all lanes at every close', async () => {
    const columns = ['close', 'oiZ', 'tier'];
    const list = await ask<WatchList>('live_list', { timeframe: '5m', columns });
    const values = (one: WatchList): Float64Array => new Float64Array(new Uint8Array(one.data).buffer);
    expect(values(list)).toHaveLength(columns.length * LANES);
    const next = (await client.next(
      'watch_list' as never,
      (one: WatchList) => one.row > list.row,
    )) as WatchList;
    expect(next.row).toBe(list.row + 1);
    expect(values(next)[0]).toBeGreaterThan(0);
  }, 30_000);

  it('tells a page that turns to a replay nothing more, whatever it had open before', async () => {
    const page = await Client.connect(server.url);
    try {
      await page.ask('live_open', {});
      await page.ask('live_list', { timeframe: '5m', columns: ['close'] });
      await page.ask('live_watch', { timeframe: '5m', lanes: [LANE] });
      await page.ask('alerts_open', { replaying: false });
      const toasts = (): number => (page.heard.alert_toast ?? []).length;
      await until(() => toasts() > 0 && (page.heard.metrics_update ?? []).length > 0, 'an alert and a bar');
      await page.ask('alerts_open', { replaying: true });
      const heard = (): number => Object.values(page.heard).flat().length;
      const [told, alerts] = [heard(), toasts()];
      await ask('live_list', { timeframe: '5m', columns: ['close'] });
      const bars = (): number => (client.heard.watch_list ?? []).length;
      const before = bars();
      await until(() => bars() > before + 12, 'twelve bars');
      expect(heard()).toBe(told);
      await page.ask('alerts_open', { replaying: false });
      await until(() => toasts() > alerts, 'an alert');
    } finally {
      page.close();
    }
  }, 60_000);

  it('explains a bar, and refuses one that has not closed', async () => {
    const { timeframes } = await state();
    const { rows } = timeframes[0];
    const bar = await ask<{ values: Record<string, number>; explanations: unknown[] }>('live_bar', {
      timeframe: '5m',
      ...LANE,
      row: rows - 1,
    });
    expect(bar.explanations).toHaveLength(6);
    expect(bar.values.close).toBeGreaterThan(0);
    const refused = await client.refusal('live_bar', { timeframe: '5m', ...LANE, row: rows + 1_000 });
    expect(refused.code).toBe('ROW_UNKNOWN');
    expect((await client.refusal('live_watch', { timeframe: '4h', lanes: [LANE] })).code).toBe(
      'TIMEFRAME_UNKNOWN',
    );
    expect(
      (await client.refusal('live_rows', { timeframe: '5m', venue: 'okx', symbol: 'X', from: 0, to: 1 }))
        .code,
    ).toBe('LANE_UNKNOWN');
  }, 30_000);

  it('answers what a desk draws from: past closes, what was said, correlations, files', async () => {
    const tf = { timeframe: '5m' };
    const history = await ask<LiveHistory>('live_history', { ...tf, column: 'close', bars: 12 });
    const closes = new Float64Array(new Uint8Array(history.data).buffer);
    expect(closes).toHaveLength(12 * LANES);
    const where = { ...tf, ...LANE, from: history.row - 11, to: history.row + 1 };
    const frame = decodeFrame(await ask<Frame>('live_rows', { ...where, columns: ['close'] }));
    expect([...closes.subarray(0, 12)]).toEqual([...frame.column('close')!]);

    const said = await ask<LiveSaid>('live_said', { ...tf, from: 0 });
    expect(said.to).toBeGreaterThan(history.row);
    const masks = decodeFrame(
      await ask<Frame>('live_rows', { ...tf, ...LANE, from: said.from, to: said.to, columns: ['tiers'] }),
    ).column('tiers')!;
    const own = said.signals.filter(({ venue, symbol }) => venue === LANE.venue && symbol === LANE.symbol);
    expect(own.length).toBeGreaterThan(0);
    for (const { row, tier } of own) expect((masks[row - said.from] >> (tier - 1)) & 1).toBe(1);

    const { lanes, pairs, row } = await ask<LiveCorrelation>('live_correlation', tf);
    expect([lanes.length, pairs.length]).toEqual([3, 3]);
    expect(pairs.every(({ watch }) => watch !== null)).toBe(true);
    expect(row).toBeGreaterThanOrEqual(said.to - 1);

    const magic = (file: ReplayFile): string => Buffer.from(file.data as Uint8Array).toString('latin1', 0, 4);
    expect(magic(await ask<ReplayFile>('live_export', where))).toBe('PAR1');
    const table = {
      columns: ['symbol', 'rsi'],
      rows: [
        ['BTC', 55.5],
        ["it's", null],
      ],
    };
    expect(magic(await ask<ReplayFile>('live_table', table))).toBe('PAR1');
    const wrong = { columns: ['symbol', 'rsi'], rows: [['BTC']] };
    expect((await client.refusal('live_table', wrong)).code).toBe('TABLE_MISSHAPEN');
    expect(await ask('live_leave', { what: 'list' })).toBeNull();
  }, 30_000);

  it('is served over REST by the same addresses as recordings', async () => {
    const symbols =
      await get<{ dataset: string; symbol: string; venues: string[] }[]>('api/symbols?source=live');
    expect(symbols).toContainEqual(
      expect.objectContaining({
        dataset: 'recorded:small',
        symbol: LANE.symbol,
        venues: ['binanceusdm', 'bybit'],
      }),
    );
    const { timeframes } = await state();
    const offset = timeframes[0].rows - 1;
    const where = `source=live&tf=5m&venue=${LANE.venue}&symbol=${encodeURIComponent(LANE.symbol)}`;
    const [row] = await get<{ row: number; values: Record<string, number> }[]>(
      `api/metrics?${where}&offset=${offset}&columns=close,rsi`,
    );
    expect(row.row).toBe(offset);
    expect(row.values.rsi).toBeGreaterThan(0);
    const [bar] = await get<{ close: number }[]>(`api/bars?${where}&offset=${offset}&limit=1`);
    expect(bar.close).toBe(row.values.close);
    const signals = await get<{ tier: number }[]>('api/signals?source=live&tf=5m&limit=5');
    expect(signals.length).toBeGreaterThan(0);
    await get('api/alerts?source=live&tf=5m');
    const refused = await fetch(new URL('api/metrics?tf=5m&symbol=BTC', server.url));
    expect(refused.status).toBe(400);
  }, 30_000);

  it("says what a rule of the user's says, and tells a target of it", async () => {
    const heard: { event_type: string; title: string; data: { rule: string } }[] = [];
    const receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        heard.push(JSON.parse(body) as (typeof heard)[number]);
        response.end();
      });
    });
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
    const post = async (path: string, body: object): Promise<{ id: string }> => {
      const answer = await fetch(new URL(path, server.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(201);
      return (await answer.json()) as { id: string };
    };
    const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    await post('api/webhooks', { name: 'here', kind: 'http', url, topics: ['rule'] });
    const { id } = await post('api/alerts/rules', {
      name: 'Rising',
      when: 'close > prev.close',
      symbols: [LANE.symbol],
      timeframes: ['5m'],
    });
    await until(() => heard.length > 0, 'the webhook');
    receiver.close();
    expect(heard[0]).toMatchObject({ event_type: 'RULE', title: 'Rising', data: { rule: id } });
    const kept = await get<{ type: string; title: string }[]>('api/alerts?source=live&tf=5m&limit=1000');
    expect(kept).toContainEqual(expect.objectContaining({ type: 'RULE', title: 'Rising' }));
    await fetch(new URL(`api/alerts/rules/${id}`, server.url), { method: 'DELETE' });
  }, 60_000);

  it('gives a receipt: the recording, replayed, says the same', async () => {
    const receipt = await get<ParityReceipt>('api/parity');
    expect(receipt.sentence).toMatch(/^identical to bar \d+/);
    expect(receipt.bars).toBeGreaterThan(5);
    expect(receipt.divergence).toBeNull();
  }, 120_000);

  it('shows no key that its environment holds, wherever one looks', async () => {
    const paths = [
      'api/health',
      'metrics',
      'api/settings',
      'api/status',
      'api/symbols?source=live',
      'api/no-such',
    ];
    for (const path of paths)
      expect(await (await fetch(new URL(path, server.url))).text()).not.toContain('nobody-may-see');
  });

  it('says how it is: by venue, stream and series, for people and for Prometheus', async () => {
    const { status, live } = await get<{ status: string; live: LiveHealth }>('api/health');
    expect({ status, stage: live.stage, lanes: live.lanes }).toEqual({
      status: 'ok',
      stage: 'live',
      lanes: LANES,
    });
    expect(live.slices).toBeGreaterThan(5);
    expect(live.venues.map(({ venue }) => venue)).toEqual(['binanceusdm', 'bybit']);
    for (const venue of live.venues) {
      expect(venue.streams.filter(({ stream, up }) => stream !== 'liquidations' && !up)).toEqual([]);
      expect(venue.mostInFlight).toBeLessThanOrEqual(8);
      expect(venue.barsCompared).toBeGreaterThan(0);
      expect(venue.series.find(({ series }) => series === 'openInterest')!.values).toBeGreaterThan(0);
      expect(Math.abs(venue.skewMs!)).toBeLessThan(600 * 1_000);
    }
    const answer = await fetch(new URL('metrics', server.url));
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    expect(text).toMatch(/^hindcast_live 1$/m);
    expect(text).toMatch(/^hindcast_stream_up\{venue="bybit",stream="klines"\} 1$/m);
    expect(text).toMatch(/^hindcast_close_to_decision_ms_count \d+$/m);
  }, 30_000);

  describe('a receipt names what differs', () => {
    const file = (): string => join(server.dataDir, 'hindcast.sqlite');
    const tamper = async (sql: string): Promise<void> => {
      const source = await new DataSource({
        type: 'sqlite',
        database: file(),
        busyTimeout: 5_000,
      }).initialize();
      await source.query(sql);
      await source.destroy();
    };
    const receipt = (): Promise<ParityReceipt> => get<ParityReceipt>('api/parity?market=recorded:small');

    it('a signal that was said and is not in the replay', async () => {
      const keys = 'market, venue, symbol, timeframe, time, tier, name, score, bias, explanation';
      const slice = '(SELECT "openTime" FROM live_slices LIMIT 1 OFFSET 3)';
      await tamper(
        `INSERT INTO signals (${keys}) VALUES ('recorded:small', 'bybit', 'ETH/USDT:USDT', '5m', ${slice}, 6, 'cluster', 1, 'long', '{}')`,
      );
      const { divergence } = await receipt();
      expect(divergence).toMatchObject({ kind: 'signal', bar: 4, lane: 'bybit ETH/USDT:USDT 5m' });
      await tamper(`DELETE FROM signals WHERE explanation = '{}'`);
      expect((await receipt()).divergence).toBeNull();
    }, 120_000);

    it('an input that is not what the engine saw, with its lane and its bar', async () => {
      const slice = '(SELECT "openTime" FROM live_slices LIMIT 1 OFFSET 2)';
      const lane = `venue = 'binanceusdm' AND symbol = 'SOL/USDT:USDT'`;
      await tamper(`UPDATE bars SET volume = volume + 1 WHERE ${lane} AND "openTime" = ${slice}`);
      const { identical, divergence, sentence } = await receipt();
      expect(identical).toBe(false);
      expect(divergence).toMatchObject({
        ...{ kind: 'input', name: 'volume', bar: 3, lane: 'binanceusdm SOL/USDT:USDT 5m' },
      });
      expect(sentence).toMatch(/^NOT identical: bar 3: input volume of binanceusdm SOL/);
    }, 120_000);
  });
});
