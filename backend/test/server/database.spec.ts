import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BAR_FIELDS, MINUTE, signalsAt, Market, Tape, type BarInput, type LaneKey } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { alertOfSignal } from '../../src/alerts/alert.dto.ts';
import { AlertStore } from '../../src/alerts/alert-store.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { AlertEntity } from '../../src/database/entities/alert.entity.ts';
import { SettingEntity } from '../../src/database/entities/setting.entity.ts';
import { SignalEntity } from '../../src/database/entities/signal.entity.ts';
import { WebhookTargetEntity } from '../../src/database/entities/webhook-target.entity.ts';
import { databaseOptions } from '../../src/database/options.ts';
import { WriteQueue } from '../../src/database/write-queue.ts';
import { BarStore, type BarSighting } from '../../src/ingestion/bar-store.ts';
import { Outbox } from '../../src/webhooks/outbox.ts';
import { SecretBox } from '../../src/webhooks/secrets/secret-box.ts';
import { Sender } from '../../src/webhooks/sender.ts';
import { TargetRegistry } from '../../src/webhooks/targets/target-registry.ts';

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
    const { length } = source.migrations;
    for (let k = 0; k < length; k++) await source.undoLastMigration();
    const tables = await source.query<{ name: string }[]>(
      "select name from sqlite_master where type = 'table' and name in ('bars', 'alerts', 'runs')",
    );
    expect(tables).toEqual([]);
    expect(await source.runMigrations()).toHaveLength(length);
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
    const store = () => new BarStore(source);
    const put = (sightings: readonly BarSighting[]) =>
      writes.run((manager) => store().put(manager, 'live', '5m', sightings));
    const sighting = (bar: BarInput, knownAt: number): BarSighting => ({
      ...KEY,
      bar,
      knownAt,
      source: 'kline',
    });
    const [tape] = smallMarket('bars', { rows: 1_300, venues: [KEY.venue], symbols: [KEY.symbol] });
    const bars: BarInput[] = Array.from({ length: tape.rows }, (_, row) => ({
      openTime: tape.openTime[row],
      ...Object.fromEntries(BAR_FIELDS.map((field) => [field, tape.columns[field][row]])),
    }));

    /** The bars of the lane as a tape. */
    const tapeOf = async (market: string, from: number, to: number, at?: number, venue = KEY.venue) => {
      const known = await store().known({ market, timeframe: '5m', from, to }, at);
      const own = known.filter((one) => one.venue === venue && one.symbol === KEY.symbol);
      return Tape.fromBars(
        KEY,
        own.map(({ bar }) => bar),
      );
    };
    const range = (from: number, to: number) => ({ market: 'live', timeframe: '5m' as const, from, to });

    it('come back as they went in, bit for bit, missing values as missing', async () => {
      const sightings = bars.map((bar) => sighting(bar, bar.openTime + 5 * MINUTE));
      expect(await put(sightings)).toEqual({ added: 1_300, revised: 0 });
      const back = await tapeOf('live', tape.openTime[0], tape.openTime[1_299]);
      expect(back.rows).toBe(1_300);
      for (const field of BAR_FIELDS) {
        expect(back.columns[field].subarray(0, 1_300)).toEqual(tape.columns[field].subarray(0, 1_300));
      }
    });

    it('are kept as they were known when something else is learnt, and not at all when it is the same', async () => {
      const openTime = tape.openTime[10];
      const known = openTime + 5 * MINUTE;
      expect(await put([sighting(bars[10], known + 500)])).toEqual({ added: 0, revised: 0 });
      expect(await put([sighting({ openTime, close: 1, volume: NaN }, known + 900)])).toEqual({
        added: 0,
        revised: 1,
      });
      const read = (at?: number) => tapeOf('live', openTime, openTime + 15 * MINUTE, at);
      const now = await read();
      expect([...now.columns.close.subarray(0, 2)]).toEqual([1, tape.columns.close[11]]);
      expect(now.columns.volume[0]).toBe(tape.columns.volume[10]);
      expect(now.rows).toBe(4);
      const then = await read(known + 899);
      expect(then.columns.close[0]).toBe(tape.columns.close[10]);
      const revisions = await store().revisions(range(openTime, openTime));
      expect(revisions.map(({ revision, knownAt }) => [revision, knownAt])).toEqual([
        [0, known],
        [1, known + 900],
      ]);
      const other = await tapeOf('live', 0, 9e15, undefined, 'okx');
      expect(other.rows).toBe(0);
    });

    it('of a recorded market are not those of the live one', async () => {
      const other = await tapeOf('recorded:demo', 0, 9e15);
      expect(other.rows).toBe(0);
      expect(await store().newestOpen('recorded:demo', '5m')).toBeNull();
      expect(await store().newestOpen('live', '5m')).toBe(tape.openTime[1_299]);
    });
  });

  it('keeps signals once and alerts in their order', async () => {
    const market = new Market(smallMarket('alerts', { rows: 400 }));
    market.advance(400);
    const [lane] = market.lanes;
    const rows = Array.from({ length: 400 }, (_, row) => row);
    const signals = rows.flatMap((row) => signalsAt(lane, row)).slice(0, 20);
    const alerts = signals.map((signal) => alertOfSignal(signal, 5 * MINUTE));
    const environment = readEnvironment({ DATA_DIR: folder });
    const targets = new TargetRegistry(
      environment,
      source.getRepository(WebhookTargetEntity),
      new SecretBox(Buffer.alloc(32)),
    );
    const outbox = new Outbox(writes, targets);
    const store = new AlertStore(
      source.getRepository(AlertEntity),
      environment,
      outbox,
      new Sender(environment, outbox, targets),
    );
    await store.tell('live', alerts);
    for (const again of [signals, signals])
      await writes.run((manager) => store.putSignals(manager, 'live', again));
    const kept = await source.getRepository(SignalEntity).find({ order: { time: 'ASC', tier: 'ASC' } });
    // JSON knows no -0.
    const given = JSON.parse(
      JSON.stringify(signals.map(({ row: _row, ...signal }) => ({ market: 'live', ...signal }))),
    ) as unknown;
    expect(kept.map((signal) => ({ ...signal }))).toEqual(given);
    const page = await store.page({ symbol: lane.key.symbol }, { offset: 5, limit: 10 });
    expect(page).toEqual({
      items: JSON.parse(JSON.stringify(alerts.slice(5, 15))) as unknown,
      offset: 5,
      total: 20,
    });
    expect((await store.page({ venue: 'okx' }, { offset: 0, limit: 10 })).total).toBe(0);
  });
});
