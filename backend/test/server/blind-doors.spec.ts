import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  decodeFrame,
  type LaneView,
  type MetricsUpdate,
  type ReplayOpen,
  type ReplayOpened,
  type ReplayState,
} from '@hindcast/engine/wire';
import type { Client } from './support/client.ts';
import { clientsOf } from './support/clients.ts';
import { SYMBOL, VENUE, writeDataset } from './support/dataset.ts';
import { parquetRows } from './support/received.ts';
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

/** Holds what it has until it is told otherwise, so that a decision cuts the trade before it short. */
const BUSY =
  'name: Busy\nentry: { long: rsi < 40, short: rsi > 60 }\nreverse: true\nmaxHolding: 40\nsizing: { notional: 1000 }';

/** Every request that could tell what a blind replay hides, tried over a real socket. */
describe('the doors of a blind replay', () => {
  let server: TestServer;
  const connect = clientsOf(() => server.url);

  beforeAll(async () => {
    server = await startTestServer({ prepare: (dataDir) => writeDataset(dataDir, 'market', ROWS) });
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

  describe('with identity hidden, at the ends of the stretch', () => {
    /** Rows that stand in a state, which all lie in the stretch. */
    const expectInside = ({ cursor, furthest }: ReplayState, { rows }: ReplayOpened): void => {
      expect(cursor).toBeGreaterThanOrEqual(0);
      expect(furthest).toBeLessThan(rows);
    };

    it('goes back to the first row shown and no further, whichever way', async () => {
      const client = await connect();
      const opened = await client.open(IDENTITY);
      const { session, start } = opened;
      const first = { cursor: 0, time: start };
      expect(await client.request('replay_step', { session, by: -1_000_000 })).toMatchObject(first);
      expect(await client.request('replay_seek', { session, row: 50 })).toMatchObject({ cursor: 50 });
      expect(await client.request('replay_seek', { session, time: -8e15 })).toMatchObject(first);
      expect(await client.seek(session, 50)).toMatchObject({ cursor: 50 });
      // The stretch begins with a signal or behind one: nothing before it is found.
      for (let before = 51, jumps = 0; jumps < 60; jumps++) {
        const state = await client.request('replay_jump', { session, ...LANE, to: 'signal', direction: -1 });
        expectInside(state, opened);
        if (state.cursor === before) break;
        before = state.cursor;
      }
      expectInside(await client.request('replay_step', { session, by: -1 }), opened);
    });

    it('goes on to the last row of it and no further, whichever way', async () => {
      const client = await connect();
      const opened = await client.open(IDENTITY);
      const { session, rows } = opened;
      const last = { cursor: rows - 1, furthest: rows - 1 };
      expect(await client.request('replay_seek', { session, time: 8e15 })).toMatchObject(last);
      expect(
        await client.request('replay_jump', { session, ...LANE, to: 'signal', direction: 1 }),
      ).toMatchObject(last);
      expect(await client.request('replay_step', { session, by: 1_000_000 })).toMatchObject(last);
      expect(await client.request('replay_play', { session, speed: 5_000 })).toMatchObject({
        ...last,
        playing: false,
      });
      const frame = await client.request('replay_rows', { session, ...LANE, from: 0, to: 1_000_000 });
      expect(frame.to).toBe(rows);
    });
  });

  it('a jump looks no further than the viewer has decided', async () => {
    const [jumping, seeking] = [await connect(), await connect()];
    const request = { ...PRICES, strategy: BUSY };
    const both = [
      { client: jumping, opened: await jumping.open(request) },
      { client: seeking, opened: await seeking.open(request) },
    ];
    const sides = ['long', 'short', 'short', 'long', 'short', 'long'] as const;
    for (const side of sides) {
      const rows = await Promise.all(
        both.map(async ({ client, opened: { session } }) => {
          const { blind } = await client.seek(session, 1_000_000);
          await client.request('replay_decide', { session, row: blind?.waiting ?? -1, choice: side });
          return blind?.waiting;
        }),
      );
      expect(rows[0]).toBe(rows[1]);
      const { session } = both[0].opened;
      const { cursor, blind } = await jumping.request('replay_jump', {
        session,
        ...LANE,
        to: 'trade',
        direction: 1,
      });
      if (typeof blind?.waiting === 'number') expect(cursor).toBeLessThanOrEqual(blind.waiting);
    }
    const [a, b] = await Promise.all(
      both.map(async ({ client, opened: { session } }) => {
        await client.seek(session, 1_000_000);
        return client.request('replay_trades', { session });
      }),
    );
    expect(a.trades.length).toBeGreaterThan(2);
    expect(a).toEqual(b);
  });

  it('a file, a page that comes back, trades and refusals tell neither name nor date nor price', async () => {
    const client = await connect();
    const opened = await client.open({ ...IDENTITY, strategy: BUSY });
    const { session, lanes, rows, start, timeframeMs } = opened;
    const first = await client.seek(session, 1_000_000);
    for (let k = 0, state = first; k < 6 && typeof state.blind?.waiting === 'number'; k++) {
      const choice = k % 2 === 0 ? 'long' : 'short';
      await client.request('replay_decide', { session, row: state.blind.waiting, choice });
      state = await client.seek(session, 1_000_000);
    }
    const asked = { session, ...lanes[0], from: 0, to: rows, columns: ['close', 'volume', 'fundingTime'] };
    const frame = decodeFrame(await client.request('replay_rows', asked));
    const file = await parquetRows((await client.request('replay_export', asked)).data);
    expect(file).toHaveLength(frame.rows);
    file.forEach((row, i) => {
      expect(row.openTime).toBe(start + i * timeframeMs);
      for (const name of ['close', 'volume', 'fundingTime']) {
        const value = frame.column(name)![i];
        expect(row[name]).toBe(Number.isNaN(value) ? null : value);
      }
    });
    const { trades } = await client.request('replay_trades', { session });
    expect(trades.length).toBeGreaterThan(1);
    for (const { entryRow, entryPrice, exitRow, exitPrice, entryTime } of trades) {
      expect(entryTime).toBe(start + entryRow * timeframeMs);
      // Filled at the opens of the bars as they are shown, less or more the slippage of 0.02 %.
      const closes = frame.column('close')!;
      for (const [row, price] of [
        [entryRow, entryPrice],
        [exitRow, exitPrice],
      ]) {
        if (Number.isFinite(closes[row - 1]))
          expect(Math.abs(price / closes[row - 1] - 1)).toBeLessThan(0.05);
      }
    }
    const [told, heard] = [client.answers, client.heard];
    client.breakOff();
    const again = await connect();
    expect(await again.request('replay_resume', { session })).toMatchObject({ rows, start, lanes });
    for (const [name, request] of [
      ['replay_strategy', { strategy: null }],
      ['replay_rows', { ...LANE, from: 5, to: 1 }],
      ['replay_rows', { ...LANE, timeframe: '7m', from: 0, to: 5 }],
      ['replay_bar', { ...LANE, row: rows }],
      ['replay_bar', { venue: 'okx', symbol: 'X', row: 1_000_000 }],
      ['replay_decide', { row: 0, choice: 'pass' }],
      ['replay_export', { ...LANE, from: rows, to: rows + 1 }],
      ['replay_watch', { columns: ['pair.z'] }],
      ['replay_watch', { lanes: [{ ...LANE, timeframe: '' }] }],
    ] as const)
      await again.refusal(name, { session, ...request });
    const said = JSON.stringify([told, heard, again.answers, again.heard], (_, value: unknown) =>
      ArrayBuffer.isView(value) ? 'bytes' : value,
    );
    for (const secret of ['BTC', 'ETH', 'SOL', 'USDT:USDT', 'binanceusdm', 'bybit', '"market"']) {
      expect(said.includes(secret) ? secret : null).toBeNull();
    }
    // Times of the recording have thirteen digits and begin with 17; those that are shown lie in the year 2000.
    expect(said.match(/(?<![\d.])1[0-9]{12}(?![\d.])/)).toBeNull();
  });
});
