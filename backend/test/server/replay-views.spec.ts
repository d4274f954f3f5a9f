import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DuckDBInstance } from '@duckdb/node-api';
import { decodeFrame, type MetricsUpdate, type ReplayOpen } from '@hindcast/engine/wire';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientsOf } from './support/clients.ts';
import { ROWS, SYMBOL, VENUE, writeDataset } from './support/dataset.ts';
import { parquetRows } from './support/received.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const LANE = { venue: VENUE, symbol: SYMBOL };
const OPEN: ReplayOpen = { dataset: 'small', timeframe: '5m' };
const HOUR = 3_600_000;

describe('what a replay session shows', () => {
  let server: TestServer;
  const connect = clientsOf(() => server.url);
  beforeAll(async () => {
    server = await startTestServer({ prepare: (dataDir) => writeDataset(dataDir) });
  });
  afterAll(() => server.stop());

  describe('in a higher timeframe', () => {
    it('is bars that have closed, resampled from the session’s own', async () => {
      const client = await connect();
      const { session, start, timeframeMs, timeframes } = await client.open(OPEN);
      const grid = timeframes.find(({ timeframe }) => timeframe === '1h')!;
      expect(timeframes.map(({ timeframe }) => timeframe)).toEqual(['15m', '1h', '4h', '1d', '1w']);
      expect(grid.start % HOUR).toBe(0);
      const { cursor } = await client.seek(session, 400);
      const higher = decodeFrame(
        await client.request('replay_rows', { session, ...LANE, timeframe: '1h', from: 0, to: 10_000 }),
      );
      const closed = Math.floor((start + (cursor + 1) * timeframeMs - grid.start) / HOUR);
      expect(higher).toMatchObject({ timeframe: '1h', from: 0, to: closed });
      const base = decodeFrame(
        await client.request('replay_rows', { session, ...LANE, from: 0, to: cursor + 1 }),
      );
      const first = (grid.start - start) / timeframeMs;
      for (const [bar, name, of] of [
        [3, 'high', Math.max],
        [20, 'low', Math.min],
      ] as const) {
        const from = first + bar * 12;
        const values = [...base.column(name)!.subarray(from, from + 12)].filter(Number.isFinite);
        expect(higher.column(name)![bar]).toBe(of(...values));
      }
      expect(higher.column('openTime')![0]).toBe(grid.start);
    });

    it('comes with the bar that closes it, the same by playing, by seeking and by stepping back', async () => {
      const client = await connect();
      const { session } = await client.open(OPEN);
      await client.request('replay_watch', { session, lanes: [LANE, { ...LANE, timeframe: '15m' }] });
      await client.seek(session, 300);
      const before = client.heard.metrics_update?.length ?? 0;
      await client.request('replay_step', { session, by: 9 });
      const frames = client.heard.metrics_update
        .slice(before)
        .flatMap(([update]) => (update as MetricsUpdate).frames)
        .filter(({ timeframe }) => timeframe === '15m');
      expect(frames).toHaveLength(1);
      const pushed = decodeFrame(frames[0]);
      expect(pushed.rows).toBe(3);
      const asked = await client.request('replay_rows', {
        session,
        ...LANE,
        timeframe: '15m',
        from: pushed.from,
        to: pushed.to,
      });
      expect(asked.data).toEqual(frames[0].data);
      await client.request('replay_step', { session, by: -4 });
      const again = await client.request('replay_rows', {
        session,
        ...LANE,
        timeframe: '15m',
        from: pushed.from,
        to: pushed.to,
      });
      expect(again.data).toEqual(asked.data);
      const fresh = await connect();
      const other = await fresh.open(OPEN);
      await fresh.seek(other.session, 309);
      const sought = await fresh.request('replay_rows', {
        session: other.session,
        ...LANE,
        timeframe: '15m',
        from: pushed.from,
        to: pushed.to,
      });
      expect(sought.data).toEqual(asked.data);
    });

    it('is refused where the bars do not divide', async () => {
      const client = await connect();
      const { session } = await client.open(OPEN);
      for (const timeframe of ['1m', '7m', '__proto__']) {
        await expect(
          client.request('replay_rows', { session, ...LANE, timeframe, from: 0, to: 5 }),
        ).rejects.toThrow(/TIMEFRAME_NOT_HIGHER|REQUEST_INVALID/);
      }
    });
  });

  it('can be had as Parquet: the rows that were played and none after them', async () => {
    const client = await connect();
    const { session, state } = await client.open(OPEN);
    const asked = {
      session,
      ...LANE,
      from: state.cursor - 100,
      to: ROWS,
      columns: ['close', 'oiZ', 'tiers'],
    };
    const { rows, data } = await client.request('replay_export', asked);
    expect(rows).toBe(101);
    const frame = decodeFrame(await client.request('replay_rows', asked));
    const folder = await mkdtemp(join(tmpdir(), 'parquet-'));
    try {
      const path = join(folder, 'rows.parquet');
      await writeFile(path, new Uint8Array(data));
      const instance = await DuckDBInstance.create(':memory:');
      const connection = await instance.connect();
      const reader = await connection.runAndReadAll(
        `SELECT "openTime"::DOUBLE AS "openTime", close, "oiZ", tiers FROM read_parquet('${path}') ORDER BY 1`,
      );
      const read = reader.getRowsJS();
      expect(read).toHaveLength(101);
      read.forEach((row, i) => {
        ['openTime', 'close', 'oiZ', 'tiers'].forEach((name, k) => {
          const expected = frame.column(name)![i];
          expect(row[k]).toEqual(Number.isNaN(expected) ? null : expected);
        });
      });
      connection.closeSync();
      instance.closeSync();
    } finally {
      await rm(folder, { recursive: true });
    }
    await expect(client.request('replay_export', { ...asked, from: state.cursor + 1 })).rejects.toThrow(
      /REPLAY_EXPORT_EMPTY/,
    );
  });

  it('has a column once that is asked for twice, as rows and as Parquet', async () => {
    const client = await connect();
    const { session } = await client.open(OPEN);
    const columns = ['close', 'rsi', 'close', 'openTime'];
    const asked = { session, ...LANE, from: 0, to: 10, columns };
    const once = ['openTime', 'close', 'rsi'];
    expect((await client.request('replay_rows', asked)).columns).toEqual(once);
    const rows = await parquetRows((await client.request('replay_export', asked)).data);
    expect(rows).toHaveLength(10);
    expect(Object.keys(rows[0])).toEqual(once);
  });

  it('has the liquidation levels of the bar, however one came there', async () => {
    const client = await connect();
    const { session } = await client.open(OPEN);
    const levelsAt = async (row: number) =>
      (await client.request('replay_bar', { session, ...LANE, row })).levels;
    await client.seek(session, 600);
    const late = await levelsAt(450);
    const fresh = await connect();
    const other = await fresh.open(OPEN);
    await fresh.seek(other.session, 450);
    const direct = (await fresh.request('replay_bar', { session: other.session, ...LANE, row: 450 })).levels;
    expect(direct).toEqual(late);
    const all = await Promise.all([300, 400, 500].map(levelsAt));
    expect(all.flatMap(({ support, resistance }) => [...support, ...resistance]).length).toBeGreaterThan(0);
  });
});
