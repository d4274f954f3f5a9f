import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tape } from '@hindcast/engine';
import { smallMarket } from '@hindcast/engine/testing';
import { DatasetStore } from '../../src/datasets/index.ts';
import { readStrategy, runSimulation } from '../../src/simulation/run/index.ts';

jest.setTimeout(60_000);

/** Counts what is open. */
class CountingStore extends DatasetStore {
  readonly open_ = new Set<Tape>();
  failAfter = Infinity;

  override async openTape(...[dataset, key]: Parameters<DatasetStore['openTape']>): Promise<Tape> {
    if (this.open_.size >= this.failAfter) throw new Error('the disk is gone');
    const tape = await super.openTape(dataset, key);
    this.open_.add(tape);
    return tape;
  }

  override closeTape(tape: Tape): void {
    expect(this.open_.delete(tape)).toBe(true);
    super.closeTape(tape);
  }
}

const STOPPED = 'name: a\nentry: { long: rsi < 40 }\nstopLoss: { percent: 1 }\nmaxHolding: 9';

describe('the tapes of a simulation', () => {
  let folder: string;
  let store: CountingStore;
  const request = () => ({ dataset: 'two', timeframe: '5m', strategy: readStrategy(STOPPED) });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-tapes-'));
    store = new CountingStore({ data: join(folder, 'data'), cache: join(folder, 'cache') });
    const shape = { venues: ['binanceusdm', 'bybit'], symbols: ['BTC/USDT:USDT'], holes: 0 };
    await store.write({ name: 'two', origin: 'simulated', licence: 'MIT', simulated: true }, [
      ...smallMarket('two', { ...shape, rows: 300, timeframe: '5m' }),
      ...smallMarket('two', { ...shape, rows: 1_500, timeframe: '1m' }),
    ]);
  });
  afterAll(async () => {
    await store.settled();
    await rm(folder, { recursive: true });
  });

  it('stay open while the result is used, those of venues that are only watched and of finer bars too', async () => {
    const { simulation, release } = await runSimulation(store, request());
    // Two venues of 5m bars for the signals, one of 1m bars for what happens inside.
    expect(store.open_.size).toBe(3);
    expect(simulation.tally.drilledBars).toBeGreaterThan(0);
    release();
    release();
    expect(store.open_.size).toBe(0);
  });

  it('are given back when it is interrupted, finds no bars, or cannot open one of them', async () => {
    const aborted = AbortSignal.abort();
    await expect(runSimulation(store, request(), { signal: aborted })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    await expect(runSimulation(store, { ...request(), to: 5 })).rejects.toMatchObject({
      code: 'RANGE_EMPTY',
    });
    for (const failAfter of [0, 1, 2]) {
      store.failAfter = failAfter;
      await expect(runSimulation(store, request())).rejects.toThrow('the disk is gone');
    }
    expect(store.open_.size).toBe(0);
  });
});
