import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BAR_FIELDS, MINUTE, signalsAt, Market, type BarInput, type LaneKey } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { alertOfSignal } from '../../src/alerts/alert.dto.ts';
import { AlertStore } from '../../src/alerts/alert-store.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { AlertEntity } from '../../src/database/entities/alert.entity.ts';
import { BarEntity } from '../../src/database/entities/bar.entity.ts';
import { SettingEntity } from '../../src/database/entities/setting.entity.ts';
import { SignalEntity } from '../../src/database/entities/signal.entity.ts';
import { databaseOptions } from '../../src/database/options.ts';
import { WriteQueue } from '../../src/database/write-queue.ts';
import { BarStore } from '../../src/ingestion/bar-store.ts';

const KEY: LaneKey = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', timeframe: '5m' };

describe('the database', () => {
  let folder: string;
  let source: DataSource;
  let writes: WriteQueue;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-database-'));
    source = await new DataSource(databaseOptions(readEnvironment({ DATA_DIR: folder }))).initialize();
    writes = new WriteQueue(source);
  });
  afterAll(async () => {
    await source.destroy();
    await rm(folder, { recursive: true });
  });

  it('has tables that are what the entities say: nothing is left to synchronise', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be taken back to nothing, and up again', async () => {
    await source.undoLastMigration();
    const tables = await source.query<{ name: string }[]>(
      "select name from sqlite_master where type = 'table' and name in ('bars', 'alerts', 'runs')",
    );
    expect(tables).toEqual([]);
    expect(await source.runMigrations()).toHaveLength(1);
  });

  describe('writes one transaction after the other', () => {
    const put = (name: string, fail = false) =>
      writes.run(async (manager) => {
        const settings = manager.getRepository(SettingEntity);
        await settings.insert({ name: `${name} 1`, value: 1, updatedAt: 0 });
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (fail) throw new Error(`${name} failed`);
        await settings.insert({ name: `${name} 2`, value: 2, updatedAt: 0 });
      });

    it('so that one that fails takes back its own work and no other', async () => {
      const results = await Promise.allSettled([put('a'), put('b', true), put('c')]);
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const names = (await source.getRepository(SettingEntity).find()).map(({ name }) => name).sort();
      expect(names).toEqual(['a 1', 'a 2', 'c 1', 'c 2']);
    });
  });

  describe('bars', () => {
    const store = () => new BarStore(source.getRepository(BarEntity), writes);
    const [tape] = smallMarket('bars', { rows: 1_300, venues: [KEY.venue], symbols: [KEY.symbol] });
    const bars: BarInput[] = Array.from({ length: tape.rows }, (_, row) => ({
      openTime: tape.openTime[row],
      ...Object.fromEntries(BAR_FIELDS.map((field) => [field, tape.columns[field][row]])),
    }));

    it('come back as they went in, bit for bit, missing values as missing', async () => {
      await store().save(KEY, bars);
      const back = await store().tape(KEY, tape.openTime[0], tape.openTime[1_299]);
      expect(back.rows).toBe(1_300);
      for (const field of BAR_FIELDS) {
        expect(back.columns[field].subarray(0, 1_300)).toEqual(tape.columns[field].subarray(0, 1_300));
      }
    });

    it('are replaced when they are seen again, and read by time and lane', async () => {
      const openTime = tape.openTime[10];
      await store().save(KEY, [{ openTime, close: 1 }]);
      const back = await store().tape(KEY, openTime, openTime + 15 * MINUTE);
      expect([...back.columns.close.subarray(0, 2)]).toEqual([1, tape.columns.close[11]]);
      expect(back.columns.volume[0]).toBeNaN();
      expect(back.rows).toBe(4);
      expect((await store().tape({ ...KEY, venue: 'okx' }, 0, 9e15)).rows).toBe(0);
    });
  });

  it('keeps signals once and alerts in their order', async () => {
    const market = new Market(smallMarket('alerts', { rows: 400 }));
    market.advance(400);
    const [lane] = market.lanes;
    const rows = Array.from({ length: 400 }, (_, row) => row);
    const signals = rows.flatMap((row) => signalsAt(lane, row)).slice(0, 20);
    const alerts = signals.map((signal) => alertOfSignal(signal, 5 * MINUTE));
    const store = new AlertStore(source.getRepository(AlertEntity), writes);
    await store.save(signals, alerts);
    await store.save(signals, []);
    const kept = await source.getRepository(SignalEntity).find({ order: { time: 'ASC', tier: 'ASC' } });
    // JSON knows no -0.
    const given = JSON.parse(JSON.stringify(signals.map(({ row: _row, ...signal }) => signal))) as unknown;
    expect(kept.map((signal) => ({ ...signal }))).toEqual(given);
    const page = await store.page({ symbol: lane.key.symbol }, { offset: 5, limit: 10 });
    expect(page).toEqual({ items: alerts.slice(5, 15), offset: 5, total: 20 });
    expect((await store.page({ venue: 'okx' }, { offset: 0, limit: 10 })).total).toBe(0);
  });
});
