import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeFrame, type MetricsUpdate } from '@hindcast/engine/wire';
import { clientsOf } from './support/clients.ts';
import { writeDataset } from './support/dataset.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const SYMBOLS = ['BTC', 'ETH', 'SOL', 'XRP', 'ADA', 'DOT', 'LTC'].map((base) => `${base}/USDT:USDT`);
const MARKET = { venues: ['binanceusdm', 'bybit', 'okx'], symbols: SYMBOLS };
const LANES = MARKET.venues.length * SYMBOLS.length;

/** socket.io takes ten binary parts in one message: a client that gets more of them ends the connection. */
describe('a replay of more lanes than one message carries', () => {
  let server: TestServer;
  const connect = clientsOf(() => server.url);

  beforeAll(async () => {
    server = await startTestServer({ prepare: (dataDir) => writeDataset(dataDir, 'wide', 600, MARKET) });
  });
  afterAll(() => server.stop());

  it('plays and steps with every row of every lane, and the connection holds', async () => {
    const client = await connect();
    const { session, lanes } = await client.open({ dataset: 'wide', timeframe: '5m', at: 0 });
    expect(lanes).toHaveLength(LANES);
    await client.request('replay_play', { session, speed: 2_000, to: 500 });
    await client.next('metrics_update', ({ state, more }) => state?.playing === false && !more);
    await client.request('replay_step', { session, by: 5 });

    const updates = client.heard.metrics_update.map(([update]) => update as MetricsUpdate);
    const next = new Map<string, number>();
    for (const frame of updates.flatMap(({ frames }) => frames.map((one) => decodeFrame(one)))) {
      const lane = `${frame.venue} ${frame.symbol}`;
      expect(frame.from).toBe(next.get(lane) ?? 1);
      next.set(lane, frame.to);
    }
    expect(next.size).toBe(LANES);
    expect([...new Set(next.values())]).toEqual([506]);
    // What belongs to the rows and not to a lane comes once, with the last part.
    for (const { events, signals, trades, more } of updates) {
      if (more) expect([events, signals, trades]).toEqual([[], [], []]);
    }
    expect(updates.flatMap(({ signals }) => signals).length).toBeGreaterThan(0);
  });
});
