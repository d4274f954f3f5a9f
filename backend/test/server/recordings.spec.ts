import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE } from '@hindcast/engine';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { readEnvironment } from '../../src/config/environment.ts';
import { databaseOptions } from '../../src/database/options.ts';
import { BarStore } from '../../src/ingestion/bar-store.ts';
import { startTestServer, type TestServer } from './support/server.ts';

jest.setTimeout(60_000);

const START = Date.UTC(2024, 0, 1);
const STEP = 5 * MINUTE;
let server: TestServer;
beforeAll(async () => void (server = await startTestServer()));
afterAll(() => server.stop());
const api = () => request(server.url);

/** What was seen live: bar 7 was corrected a day later. */
async function seeBars(count: number): Promise<void> {
  const environment = readEnvironment({ DATA_DIR: server.dataDir });
  const database = await new DataSource(databaseOptions(environment)).initialize();
  const bars = new BarStore(database);
  const seen = (i: number, close: number, late: number) => ({
    ...{ venue: 'binanceusdm', symbol: 'BTC/USDT:USDT', source: 'kline' as const },
    bar: { openTime: START + i * STEP, open: 1, high: 9, low: 0.5, close },
    knownAt: START + (i + 1) * STEP + late,
  });
  const first = Array.from({ length: count }, (_, i) => seen(i, 2, 500));
  await database.transaction((manager) => bars.put(manager, 'live', '5m', first));
  await database.transaction((manager) => bars.put(manager, 'live', '5m', [seen(7, 3, 86_400_000)]));
  await database.destroy();
}

interface Job {
  id: string;
  state: string;
  digest: string | null;
}

async function recorded(asked: object): Promise<Job> {
  let job = (await api().post('api/datasets/record').send(asked).expect(202)).body as Job;
  while (job.state === 'waiting' || job.state === 'running') {
    await wait(20);
    job = (await api().get(`api/datasets/-/recordings/${job.id}`).expect(200)).body as Job;
  }
  return job;
}

it('a range of what was seen live becomes a dataset over REST, as known then or as final', async () => {
  expect((await api().get('api/datasets/-/recordable').expect(200)).body).toEqual([]);
  await api().post('api/datasets/record').send({ name: 'x', timeframe: '5m' }).expect(400);
  await seeBars(50);
  const range = { from: START, to: START + 50 * STEP };
  expect((await api().get('api/datasets/-/recordable').expect(200)).body).toEqual([
    { market: 'live', timeframe: '5m', venues: ['binanceusdm'], symbols: ['BTC/USDT:USDT'], range },
  ]);
  for (const as of ['known', 'final'] as const) {
    expect(await recorded({ name: as, timeframe: '5m', as })).toMatchObject({ state: 'done' });
    const { body } = await api().get(`api/datasets/${as}`).expect(200);
    expect(body).toMatchObject({ rows: 50, recording: { market: 'live', as, late: 0, revised: 1 } });
    const bars = await api().get(`api/bars?dataset=${as}&tf=5m&symbol=BTC/USDT:USDT&limit=10`);
    expect((bars.body as { close: number }[])[7].close).toBe(as === 'known' ? 2 : 3);
  }
  const part = await recorded({
    name: 'part',
    timeframe: '5m',
    from: START + 10 * STEP,
    to: START + 20 * STEP,
  });
  expect(part.state).toBe('done');
  expect((await api().get('api/datasets/part')).body).toMatchObject({ rows: 10, from: START + 10 * STEP });
  expect(await recorded({ name: 'part', timeframe: '5m' })).toMatchObject({
    state: 'failed',
    error: { code: 'DATASET_EXISTS' },
  });
  await api().post('api/datasets/record').send({ name: '../x', timeframe: '5m' }).expect(400);
  await api().get('api/datasets/-/recordings/8e2a2c5e-0000-4000-8000-000000000000').expect(404);
  expect((await api().get('api/datasets/-/recordings')).body as Job[]).toHaveLength(4);
});
