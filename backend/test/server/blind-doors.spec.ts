import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type LaneView, type MetricsUpdate, type ReplayOpen } from '@hindcast/engine/wire';
import { Client } from './support/client.ts';
import { SYMBOL, VENUE, writeDataset } from './support/dataset.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const ROWS = 6_000;
const LANE = { venue: VENUE, symbol: SYMBOL };
/** Never says anything, so that nothing stops the film. */
const QUIET = 'name: Quiet\nentry: { long: rsi < -1 }\nsizing: { notional: 1000 }';
const PRICES: ReplayOpen = {
  dataset: 'market',
  timeframe: '5m',
  blind: 'prices',
  lanes: [LANE],
  strategy: QUIET,
};
const IDENTITY: ReplayOpen = { dataset: 'market', timeframe: '5m', blind: 'identity', strategy: QUIET };
const HIDES: [string, ReplayOpen][] = [
  ['prices', PRICES],
  ['identity', IDENTITY],
];

/** Every request that could tell what a blind replay hides, tried over a real socket. */
describe('the doors of a blind replay', () => {
  let server: TestServer;
  const clients: Client[] = [];
  const connect = async (): Promise<Client> => {
    const client = await Client.connect(server.url);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    server = await startTestServer({ prepare: (dataDir) => writeDataset(dataDir, 'market', ROWS) });
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => server.stop());

  /** The frames that came by themselves, and the columns in them. */
  const pushed = (client: Client) =>
    (client.heard.metrics_update ?? []).flatMap(([update]) => (update as MetricsUpdate).frames);

  describe.each(HIDES)('with %s hidden', (_, request) => {
    it.each([
      ['a derived column', ['close', 'sma(close,1)']],
      ['one of volumes', ['sma(volume,1)']],
      ['one of a masked column by another name', ['ema(quoteVolume,1)']],
      ['a column that there is not', ['clsoe']],
    ])('sends %s through no door', async (_what, columns) => {
      const client = await connect();
      const { session } = await client.open(request);
      const rows = { session, ...LANE, from: 0, to: 10, columns };
      for (const [name, asked] of [
        ['replay_watch', { session, columns }],
        ['replay_rows', rows],
        ['replay_export', rows],
      ] as const) {
        expect(await client.refusal(name, asked)).toMatchObject({ code: 'BLIND_REFUSED' });
      }
      await client.request('replay_step', { session, by: 1 });
      expect(pushed(client).length).toBeGreaterThan(0);
      for (const frame of pushed(client)) expect(frame.columns).not.toContain(columns.at(-1));
    });

    it('sends no higher timeframe, whose rows would tell where the recording begins', async () => {
      const client = await connect();
      const { session } = await client.open(request);
      const lanes: LaneView[] = [LANE, { ...LANE, timeframe: '1h' }];
      const rows = { session, ...LANE, timeframe: '1h', from: 0, to: 10 };
      expect(await client.refusal('replay_watch', { session, lanes })).toMatchObject({
        code: 'BLIND_REFUSED',
      });
      expect(await client.refusal('replay_rows', rows)).toMatchObject({ code: 'BLIND_REFUSED' });
      expect(await client.refusal('replay_export', rows)).toMatchObject({ code: 'BLIND_REFUSED' });
      await client.request('replay_step', { session, by: 30 });
      expect(new Set(pushed(client).map(({ timeframe }) => timeframe))).toEqual(new Set(['5m']));
    });

    it('takes what it was opened with, and its own timeframe by name', async () => {
      const client = await connect();
      const opened = await client.open(request);
      const { session, columns, lanes } = opened;
      await client.request('replay_watch', { session, lanes: [{ ...lanes[0], timeframe: '5m' }], columns });
      await client.request('replay_step', { session, by: 1 });
      expect(pushed(client)).toHaveLength(1);
      expect(new Set(pushed(client)[0].columns)).toEqual(new Set(['openTime', ...columns]));
    });
  });
});
