import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { smallMarket } from '@hindcast/engine/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetStore } from '../../src/datasets/index.ts';
import { runStudy, type SweepAsk } from '../../src/validation/study-work.ts';
import type { SweepReport } from '../../src/validation/sweep/sweep-run.ts';
import { unfinishedSweeps } from '../../src/validation/sweep/unfinished-sweeps.ts';

// Threads from sources compile what they load.
jest.setTimeout(180_000);

const strategy = `name: dip
params: { floorAt: 40, hold: 12 }
entry:
  long: rsi < floorAt and zscore(close, 20) < 0
exit:
  long: rsi > 60 or barsHeld >= hold
`;

let folder: string;
let store: DatasetStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-unfinished-'));
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
  const tapes = smallMarket('sweep', {
    ...{ rows: 2_000, holes: 0, venues: ['bybit'], symbols: ['BTC/USDT:USDT'] },
  });
  const words = { title: 'small', origin: 'made here', licence: 'none', simulated: true };
  await store.write({ name: 'small', ...words, createdAt: 0, notes: [] }, tapes);
});
afterAll(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const quiet = { onTrials: () => undefined, onProgress: () => undefined };

it('a sweep that was stopped is listed with what asks for the same one again, until it has ended', async () => {
  const { digest, lanes } = await store.manifest('small');
  const list = () => unfinishedSweeps(store.folders, { name: 'small', digest, lanes });
  expect(await list()).toEqual([]);

  const ask: SweepAsk = {
    ...{ dataset: 'small', strategy, vary: ['floorAt=30:54:1', 'hold=4:40:2'] },
    ...{ minTrades: 3, best: 1, takerBps: 4, seed: 'seven' },
  };
  const stop = new AbortController();
  const stopped = runStudy(
    store,
    { kind: 'sweep', request: ask },
    {
      ...quiet,
      signal: stop.signal,
      onTrials: () => stop.abort(),
    },
  );
  await expect(stopped).rejects.toMatchObject({ code: 'INTERRUPTED' });

  const [found, ...others] = await list();
  expect(others).toEqual([]);
  expect(found.trials).toBe(25 * 19);
  expect(found.known).toBeGreaterThan(0);
  expect(found.known).toBeLessThan(found.trials);
  expect(found.request).toMatchObject({ vary: ask.vary, takerBps: 4, seed: 'seven', timeframe: '5m' });
  expect(await unfinishedSweeps(store.folders, { name: 'small', digest: 'sha256:other', lanes })).toEqual([]);

  const told: string[] = [];
  const report = (await runStudy(
    store,
    { kind: 'sweep', request: found.request },
    { ...quiet, signal: new AbortController().signal, onProgress: ({ detail }) => told.push(detail) },
  )) as SweepReport;
  expect(report.how.resumed).toBe(found.known);
  expect(told[0]).toBe(`trials, ${found.known} known from before`);
  expect(await list()).toEqual([]);
});
