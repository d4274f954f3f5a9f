import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { smallMarket } from '@hindcast/engine/testing';
import { DatasetStore } from '../datasets/index.ts';
import { MarketPool } from './market-pool.ts';
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
