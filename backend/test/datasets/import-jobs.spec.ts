import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MINUTE } from '@hindcast/engine';
import { DatasetStore } from '../../src/datasets/index.ts';
import { ImportJobs, ImportService, type ImportJob } from '../../src/ingestion/import/index.ts';
import { START } from './sample-tapes.ts';

// Files and DuckDB on a machine that may have other work to do.
jest.setTimeout(60_000);

let folder: string;
let store: DatasetStore;
let seen: ImportJob[];
let jobs: ImportJobs;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-jobs-'));
  store = new DatasetStore({ data: join(folder, 'datasets'), cache: join(folder, 'cache') });
  seen = [];
  jobs = new ImportJobs(new ImportService(store), (job) => seen.push(job));
});
afterEach(async () => {
  await jobs.close();
  await rm(folder, { recursive: true, force: true });
});

async function bars(name: string, count: number): Promise<string> {
  const rows = Array.from({ length: count }, (_, i) => `${START + i * 5 * MINUTE},1,1,1,1,1`);
  const path = join(folder, `${name}-BTCUSDT.csv`);
  await writeFile(path, ['time,open,high,low,close,volume', ...rows].join('\n'));
  return path;
}

describe('ImportJobs', () => {
  it('runs one after another, and tells of every state and of progress', async () => {
    const first = jobs.start({ paths: [await bars('a', 30_000)], name: 'a' });
    const second = jobs.start({ paths: [await bars('b', 10)], name: 'b' });
    expect([first.state, second.state]).toEqual(['waiting', 'waiting']);
    expect(await jobs.finished(second.id)).toMatchObject({ state: 'done', result: { name: 'b', rows: 10 } });
    expect(jobs.get(first.id)).toMatchObject({ state: 'done', result: { rows: 30_000 } });
    const ended = seen.findIndex(({ id, state }) => id === first.id && state === 'done');
    const begun = seen.findIndex(({ id, state }) => id === second.id && state === 'running');
    expect(ended).toBeLessThan(begun);
    expect(seen.some(({ progress }) => progress?.phase === 'reading' && progress.done > 0)).toBe(true);
    expect(jobs.list().map(({ id }) => id)).toEqual([second.id, first.id]);
  });

  it('keeps the error of one that failed, and goes on with the next', async () => {
    const bad = jobs.start({ paths: [join(folder, 'nowhere')], name: 'x' });
    const good = jobs.start({ paths: [await bars('a', 10)], name: 'a' });
    expect(await jobs.finished(bad.id)).toMatchObject({
      state: 'failed',
      error: { code: 'IMPORT_NO_SUCH_FILE' },
    });
    expect(await jobs.finished(good.id)).toMatchObject({ state: 'done' });
  });

  it('cancels what runs and what waits, and leaves nothing of either', async () => {
    const running = jobs.start({ paths: [await bars('a', 300_000)], name: 'a' });
    const waiting = jobs.start({ paths: [await bars('b', 10)], name: 'b' });
    while (jobs.get(running.id).progress?.phase !== 'reading')
      await new Promise((resolve) => setTimeout(resolve, 1));
    const stopped = jobs.cancel(waiting.id);
    expect(await jobs.cancel(running.id)).toMatchObject({
      state: 'cancelled',
      error: { code: 'IMPORT_CANCELLED' },
    });
    expect(await stopped).toMatchObject({ state: 'cancelled', result: null });
    expect(await store.has('a')).toBe(false);
  });

  it('knows what it was not asked', () => {
    expect(() => jobs.get('nothing')).toThrow(/There is no import "nothing"/);
  });
});
