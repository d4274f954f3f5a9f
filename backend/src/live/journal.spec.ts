import { expect, it } from '@jest/globals';
import type { BarInput } from '@hindcast/engine';
import type { DataSource, EntityManager } from 'typeorm';
import type { AlertStore } from '../alerts/alert-store.ts';
import type { BarSighting, BarStore } from '../ingestion/bar-store.ts';
import type { WriteQueue } from '../database/write-queue.ts';
import type { DecidedSlice } from './decider.ts';
import { Journal, type EpochOfSlice } from './journal.ts';

const LANE = { venue: 'binanceusdm', symbol: 'BTC/USDT:USDT' };
const bar = (volume: number): BarInput => ({ openTime: 0, open: 1, high: 1, low: 1, close: 1, volume });

it('a bar that comes late is kept after the part of it that was decided, though the slice is written later', async () => {
  const kept: (readonly [string, number, number | undefined])[] = [];
  const manager = {
    getRepository: () => ({ insert: () => Promise.resolve() }),
    query: () => Promise.resolve(),
  };
  const writes = { run: (work: (m: EntityManager) => unknown) => work(manager as unknown as EntityManager) };
  const bars = {
    put: (_manager: unknown, _market: string, _timeframe: string, [sighting]: BarSighting[]) => {
      kept.push([sighting.source, sighting.knownAt, sighting.bar.volume]);
      return Promise.resolve({ added: 0, revised: 1 });
    },
  };
  const journal = new Journal(
    {} as DataSource,
    writes as unknown as WriteQueue,
    bars as unknown as BarStore,
    {} as AlertStore,
  );
  const epoch: EpochOfSlice = { id: 1, market: 'test', timeframe: '5m', lanes: [LANE] };
  const slice = { openTime: 0, decidedAt: 300_000, bars: [bar(4)], sources: ['part'], lagMs: 0 };
  const seal = { seal: { digest: '', checks: [] }, links: [] };
  const written = journal.commit(
    epoch,
    slice as unknown as DecidedSlice,
    () => seal as never,
    () => [],
    null,
  );
  await journal.learn('test', '5m', LANE, [bar(5)], 300_000, 'revised');
  await written;
  expect(kept).toEqual([
    ['part', 300_000, 4],
    ['revised', 300_001, 5],
  ]);
});
