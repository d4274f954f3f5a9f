import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LaneView, ReplayOpen, ReplayOpened } from '@hindcast/engine/wire';
import type { Client } from './support/client.ts';
import { clientsOf } from './support/clients.ts';
import { ROWS, SYMBOL, VENUE, writeDataset } from './support/dataset.ts';
import { latestRow, latestTime, parquetRows } from './support/received.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const LANE = { venue: VENUE, symbol: SYMBOL };
const OPEN: ReplayOpen = { dataset: 'small', timeframe: '5m' };
const BAR_MS = { '5m': 300_000, '15m': 900_000, '1h': 3_600_000 };
const FURTHEST = 500;
/** In and out of positions all the time, on every lane; on its own terms, so that it is nobody else's. */
const custom = (name: string): string =>
  `name: ${name}\nentry: { long: rsi < 45, short: rsi > 55 }\nmaxHolding: 7\nsizing: { notional: 100 }`;

/** What the honest mode promises, asserted on every answer and every frame that reached the client. */
describe('nothing after the furthest bar is in what an honest replay sends', () => {
  let server: TestServer;
  const connect = clientsOf(() => server.url);
  /** Somebody else has computed it all, and decided it all. */
  const ahead = async (): Promise<void> => {
    const other = await connect();
    await other.open({ ...OPEN, strategy: custom('Custom'), at: 8e15 });
  };
  const begin = async (client: Client): Promise<ReplayOpened> => {
    await ahead();
    const opened = await client.open({ ...OPEN, strategy: custom('Custom') });
    await client.seek(opened.session, FURTHEST);
    return opened;
  };
  /** No row beyond the furthest, and no time beyond its close, in anything that the client has heard. */
  const expectNothingAfter = (client: Client, { start }: ReplayOpened, furthest: number): void => {
    const received = [client.answers, client.heard];
    expect(latestRow(received)).toBe(furthest);
    expect(latestTime(received, BAR_MS)).toBeLessThanOrEqual(start + (furthest + 1) * BAR_MS['5m']);
  };

  beforeAll(async () => {
    server = await startTestServer({ prepare: (dataDir) => writeDataset(dataDir) });
  });
  afterAll(() => server.stop());

  it('in a file', async () => {
    const client = await connect();
    const opened = await begin(client);
    const { session, start } = opened;
    await client.seek(session, 300);
    for (const [from, rows] of [
      [0, FURTHEST + 1],
      [FURTHEST, 1],
    ]) {
      const file = await client.request('replay_export', { session, ...LANE, from, to: ROWS });
      expect(file.rows).toBe(rows);
      const read = await parquetRows(file.data);
      expect(read).toHaveLength(rows);
      expect(read.at(-1)?.openTime).toBe(start + FURTHEST * BAR_MS['5m']);
    }
    const hour = { session, ...LANE, timeframe: '1h', from: 0, to: ROWS };
    const hours = await parquetRows((await client.request('replay_export', hour)).data);
    const closed = start + (FURTHEST + 1) * BAR_MS['5m'];
    expect(Number(hours.at(-1)?.openTime) + BAR_MS['1h']).toBeLessThanOrEqual(closed);
    expect(Number(hours.at(-1)?.openTime) + 2 * BAR_MS['1h']).toBeGreaterThan(closed);
    const beyond = { session, ...LANE, from: FURTHEST + 1, to: ROWS };
    expect(await client.refusal('replay_export', beyond)).toMatchObject({ code: 'REPLAY_EXPORT_EMPTY' });
    expectNothingAfter(client, opened, FURTHEST);
  });

  it('in a jump to what does not come: it plays to the end, as whoever looks for it would', async () => {
    const client = await connect();
    const opened = await begin(client);
    const { session } = opened;
    const never = `name: Never\nentry: { long: rsi > 101 }\nsizing: { notional: 100 }`;
    await client.request('replay_strategy', { session, strategy: never });
    const jump = { session, ...LANE, to: 'trade', direction: 1 } as const;
    expect(await client.request('replay_jump', { ...jump, direction: -1 })).toMatchObject({
      cursor: FURTHEST,
    });
    expect(await client.request('replay_jump', jump)).toMatchObject({ cursor: ROWS - 1, furthest: ROWS - 1 });
    const review = await client.open({ ...OPEN, mode: 'review', strategy: never });
    const stayed = await client.request('replay_jump', { ...jump, session: review.session });
    expect(stayed.cursor).toBe(review.state.cursor);
  });

  it('to a page that takes it up again', async () => {
    const client = await connect();
    const opened = await begin(client);
    const { session } = opened;
    await client.seek(session, 350);
    client.breakOff();
    const again = await connect();
    const resumed = await again.request('replay_resume', { session });
    expect(resumed.state).toMatchObject({ cursor: 350, furthest: FURTHEST });
    const frame = await again.request('replay_rows', { session, ...LANE, from: 0, to: ROWS });
    expect(frame.to).toBe(FURTHEST + 1);
    const overview = { session, ...LANE, from: 0, to: ROWS, buckets: 300 };
    expect((await again.request('replay_overview', overview)).to).toBe(FURTHEST + 1);
    expect(await again.refusal('replay_bar', { session, ...LANE, row: FURTHEST + 1 })).toMatchObject({
      code: 'REPLAY_ROW_HIDDEN',
    });
    const { trades } = await again.request('replay_trades', { session });
    expect(Math.max(...trades.map(({ exitRow }) => exitRow))).toBeLessThanOrEqual(350);
    await again.request('replay_step', { session, by: 2 });
    expectNothingAfter(again, opened, FURTHEST);
  });

  it('among the trades of a strategy of one’s own, changed on the way', async () => {
    const client = await connect();
    const opened = await begin(client);
    const { session } = opened;
    for (const name of ['Another', 'Custom']) {
      const { strategy, furthest } = await client.request('replay_strategy', {
        session,
        strategy: custom(name),
      });
      expect([strategy?.name, furthest]).toEqual([name, FURTHEST]);
      const { trades, totals, positions } = await client.request('replay_trades', { session });
      expect(trades.length).toBeGreaterThan(20);
      expect(totals.trades).toBe(trades.length);
      expect(positions?.length).toBeGreaterThan(0);
      expect(strategy?.trades).toBe(trades.length);
    }
    await client.request('replay_jump', { session, ...LANE, to: 'trade', direction: -1 });
    await client.request('replay_overview', { session, ...LANE, from: 0, to: ROWS, buckets: 100 });
    expectNothingAfter(client, opened, FURTHEST);
  });

  it('in what is watched: other lanes, derived columns, higher timeframes', async () => {
    const client = await connect();
    const opened = await begin(client);
    const { session } = opened;
    const lanes: LaneView[] = [
      LANE,
      { ...LANE, timeframe: '15m' },
      { ...opened.lanes[1], timeframe: '1h' },
      opened.lanes[2],
    ];
    await client.request('replay_watch', { session, lanes, columns: ['close', 'ema(close,30)'] });
    await client.request('replay_step', { session, by: 40 });
    await client.request('replay_play', { session, speed: 2_000, to: FURTHEST + 90 });
    await client.next('metrics_update', ({ state }) => state?.playing === false);
    expect(client.heard.metrics_update.length).toBeGreaterThan(1);
    expectNothingAfter(client, opened, FURTHEST + 90);
  });
});
