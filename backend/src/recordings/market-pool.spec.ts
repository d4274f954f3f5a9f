import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallMarket } from '@hindcast/engine/testing';
import { DatasetStore } from '../datasets/index.ts';
import { MarketPool, type MarketHold } from './market-pool.ts';
import { estimateBytes } from './recorded-market.ts';

const ROWS = 300;
const SYMBOLS = ['BTC/USDT:USDT', 'ETH/USDT:USDT'];
const ONE = { dataset: 'one', timeframe: '5m' } as const;
const TWO = { dataset: 'two', timeframe: '5m' } as const;
/** A market of two venues and two symbols. */
const MARKET = estimateBytes(4, ROWS);

describe('recordings in memory', () => {
  let folder: string;
  let store: DatasetStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-pool-'));
    store = new DatasetStore({ data: join(folder, 'data'), cache: join(folder, 'cache') });
    const draft = { origin: 'simulated', licence: 'MIT', simulated: true };
    for (const name of ['one', 'two']) {
      await store.write({ name, ...draft }, smallMarket(name, { rows: ROWS, symbols: SYMBOLS, holes: 0 }));
    }
  });
  afterAll(async () => {
    await store.settled();
    await rm(folder, { recursive: true });
  });

  it('are computed once, however many look at them', async () => {
    const pool = new MarketPool(store);
    const [a, b] = await Promise.all([pool.acquire(ONE), pool.acquire(ONE)]);
    expect(a.recorded).toBe(b.recorded);
    const seen: number[] = [];
    await Promise.all([
      a.recorded.ensure(ROWS, { onProgress: (done) => seen.push(done) }),
      b.recorded.ensure(50),
    ]);
    expect(a.recorded.computed).toBe(ROWS);
    expect(seen.at(-1)).toBe(ROWS);
    expect(pool.usage()).toMatchObject({ markets: 1, held: 1 });
  });

  it('with the lanes that were asked for, each once', async () => {
    const pool = new MarketPool(store);
    const lane = { venue: 'bybit', symbol: 'ETH/USDT:USDT' };
    const { recorded } = await pool.acquire({ ...ONE, lanes: [lane, lane] });
    expect(recorded.lanes.map(({ key }) => key)).toEqual([{ ...lane, timeframe: '5m' }]);
    expect((await pool.acquire(ONE)).recorded).not.toBe(recorded);
  });

  it('stay while they are held, make room when nobody holds them, and are refused when there is none', async () => {
    const pool = new MarketPool(store, Math.ceil(MARKET * 1.5));
    const one = await pool.acquire(ONE);
    await expect(pool.acquire(TWO)).rejects.toMatchObject({ code: 'RECORDINGS_MEMORY_FULL' });
    one.release();
    one.release();
    expect(pool.usage()).toMatchObject({ markets: 1, held: 0 });
    expect((await pool.acquire(ONE)).recorded).toBe(one.recorded);
    await expect(pool.acquire(TWO)).rejects.toMatchObject({ code: 'RECORDINGS_MEMORY_FULL' });
  });

  it('that nobody holds go first, the one used longest ago before others', async () => {
    const pool = new MarketPool(store, Math.ceil(MARKET * 1.5));
    (await pool.acquire(ONE)).release();
    const two = await pool.acquire(TWO);
    expect(two.recorded.dataset.name).toBe('two');
    expect(pool.usage().markets).toBe(1);
    expect(pool.usage().bytes).toBe(MARKET);
  });

  it('that cannot be opened leave nothing behind', async () => {
    const pool = new MarketPool(store);
    await expect(pool.acquire({ ...ONE, dataset: 'none' })).rejects.toMatchObject({
      code: 'DATASET_UNKNOWN',
    });
    await expect(pool.acquire({ ...ONE, timeframe: '1h' })).rejects.toMatchObject({
      code: 'TIMEFRAME_UNKNOWN',
    });
    expect(pool.usage()).toEqual({ markets: 0, held: 0, bytes: 0 });
  });

  it('take no more than a bounded number of derived columns', async () => {
    const { recorded } = await new MarketPool(store).acquire(ONE);
    const [lane] = recorded.lanes;
    for (let n = 2; n < 66; n++) recorded.column(lane, `sma(close,${n})`);
    expect(() => recorded.column(lane, 'sma(close,99)')).toThrow(
      expect.objectContaining({ code: 'COLUMNS_TOO_MANY' }),
    );
    recorded.column(lane, 'sma(close,65)');
    recorded.column(lane, 'oiZ');
  });

  it('that are full of derived columns go with their last holder; others are kept', async () => {
    const pool = new MarketPool(store);
    const add = ({ recorded }: MarketHold, from: number, to: number): void => {
      for (let n = from; n < to; n++) recorded.column(recorded.lanes[0], `sma(close,${n})`);
    };
    const few = await pool.acquire(ONE);
    add(few, 2, 10);
    few.release();
    const [one, other] = [await pool.acquire(ONE), await pool.acquire(ONE)];
    expect(one.recorded).toBe(few.recorded);
    add(one, 2, 66);
    one.release();
    expect(() => add(other, 100, 101)).toThrow(expect.objectContaining({ code: 'COLUMNS_TOO_MANY' }));
    const third = await pool.acquire(ONE);
    expect(third.recorded).toBe(one.recorded);
    other.release();
    expect(pool.usage()).toMatchObject({ markets: 1, held: 1 });
    third.release();
    expect(pool.usage()).toEqual({ markets: 0, held: 0, bytes: 0 });
    add(await pool.acquire(ONE), 100, 101);
  });

  it('leave room for derived columns to whoever opens one alone, in a higher timeframe as well', async () => {
    const pool = new MarketPool(store);
    for (let round = 0; round < 3; round++) {
      const hold = await pool.acquire(ONE);
      const { lanes } = hold.recorded.higher('1h').market;
      for (let n = 0; n < 40; n++) hold.recorded.column(lanes[0], `sma(close,${2 + 40 * round + n})`);
      hold.release();
      expect(pool.usage().markets).toBe(0);
    }
  });

  it('give way to everybody else while they are computed', async () => {
    const { recorded } = await new MarketPool(store).acquire(TWO);
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    const controller = new AbortController();
    await recorded.ensure(ROWS, {
      onProgress: (done) => done > 100 && controller.abort(),
      signal: controller.signal,
    });
    clearInterval(ticking);
    expect(recorded.computed).toBeGreaterThan(100);
    expect(recorded.computed).toBeLessThanOrEqual(ROWS);
  });
});
