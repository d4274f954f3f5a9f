import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HindcastError, MINUTE } from '@hindcast/engine';
import { DatasetStore, type Dataset, type DatasetDraft } from '../../src/datasets/index.ts';
import { LANE, sameTape, sampleTape, START } from './sample-tapes.ts';

const DRAFT: DatasetDraft = {
  name: 'sample',
  origin: 'made by a test',
  licence: 'MIT',
  simulated: true,
  createdAt: 0,
};

// Files and DuckDB on a machine that may have other work to do.
jest.setTimeout(60_000);

let folder: string;
let store: DatasetStore;
const newStore = (): DatasetStore =>
  new DatasetStore({
    data: join(folder, 'datasets'),
    shipped: join(folder, 'shipped'),
    cache: join(folder, 'cache'),
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-store-'));
  store = newStore();
});
afterEach(async () => {
  await store.settled();
  await rm(folder, { recursive: true, force: true });
});

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof HindcastError ? error.code : String(error)),
  );

async function flipByte(path: string, at: number): Promise<void> {
  const { atime, mtime } = await stat(path);
  const bytes = await readFile(path);
  bytes[at] ^= 1;
  await writeFile(path, bytes);
  // The time of modification is set back: the change must be seen all the same.
  await utimes(path, atime, mtime);
}

describe('DatasetStore', () => {
  it('gives back every bit, through Parquet and through the column cache', async () => {
    const tape = sampleTape(5000, { holes: [7, 8, 9, 4000] });
    const dataset = await store.write(DRAFT, [tape]);
    const first = await store.openTape(dataset, LANE);
    expect(sameTape(first, tape)).toBe(true);
    expect(first.quality).toEqual(tape.quality);
    await store.settled();
    const warm = await newStore().openTape(dataset, LANE);
    expect(sameTape(warm, tape)).toBe(true);
    expect(warm.quality).toEqual(tape.quality);
  });

  it('states rows, range, gaps and coverage', async () => {
    const tape = sampleTape(100, { holes: [10, 11, 50], fields: ['open', 'high', 'low', 'close', 'volume'] });
    const { manifest } = await store.write(DRAFT, [tape]);
    const [lane] = manifest.lanes;
    expect(lane.rows).toBe(97);
    expect(lane.range).toEqual({ from: START, to: START + 100 * 5 * MINUTE });
    expect(lane.gaps).toEqual([
      { from: START + 10 * 5 * MINUTE, to: START + 12 * 5 * MINUTE, bars: 2 },
      { from: START + 50 * 5 * MINUTE, to: START + 51 * 5 * MINUTE, bars: 1 },
    ]);
    expect(lane.missingBars).toBe(3);
    expect(lane.coverage.close).toBe(97);
    expect(lane.coverage.openInterest).toBe(0);
    expect(manifest.simulated).toBe(true);
  });

  it('writes the same bytes and the same digest for the same bars', async () => {
    const a = await store.write(DRAFT, [sampleTape(3000)]);
    const b = await store.write({ ...DRAFT, name: 'again' }, [sampleTape(3000)]);
    expect(b.digest).toBe(a.digest);
    expect(b.manifest.lanes).toEqual(a.manifest.lanes);
  });

  it('lists both roots, broken folders with their problem', async () => {
    await store.write(DRAFT, [sampleTape(10)]);
    await store.write({ ...DRAFT, name: 'shipped-one' }, [sampleTape(10)], 'shipped');
    await mkdir(join(folder, 'datasets', 'broken'));
    const list = await store.list();
    expect(list.map(({ name, root }) => [name, root])).toEqual([
      ['broken', 'data'],
      ['sample', 'data'],
      ['shipped-one', 'shipped'],
    ]);
    expect(list[0]).toMatchObject({ problem: { code: 'DATASET_MANIFEST_MISSING' } });
  });

  it('reports a changed byte by file, even when the modification time was set back', async () => {
    const dataset = await store.write(DRAFT, [sampleTape(2000)]);
    expect((await store.verify('sample')).ok).toBe(true);
    const file = dataset.manifest.lanes[0].file;
    await flipByte(join(dataset.folder, file), 2000);
    await expect(store.open('sample')).rejects.toThrow(file);
    const report = await store.verify('sample');
    expect(report.files.filter(({ ok }) => !ok)).toEqual([
      { file, ok: false, problem: 'was changed: its SHA-256 differs' },
    ]);
  });

  it('reports a changed manifest, a missing file and a file that does not belong', async () => {
    const dataset = await store.write(DRAFT, [sampleTape(20)]);
    const manifest = join(dataset.folder, 'manifest.json');
    const text = await readFile(manifest, 'utf8');
    await writeFile(manifest, text.replace('"simulated": true', '"simulated": false'));
    expect(await codeOf(store.open('sample'))).toBe('DATASET_MANIFEST_BROKEN');
    await writeFile(manifest, text);
    await writeFile(join(dataset.folder, 'stray.txt'), 'x');
    await rm(join(dataset.folder, dataset.manifest.lanes[0].file));
    const problems = (await store.verify('sample')).files.filter(({ ok }) => !ok);
    expect(problems.map(({ problem }) => problem)).toEqual(['is missing', 'is not in the manifest']);
  });

  it('does not use a column cache that was touched', async () => {
    const tape = sampleTape(500);
    const dataset = await store.write(DRAFT, [tape]);
    await store.openTape(dataset, LANE);
    await store.settled();
    const cache = join(folder, 'cache', 'columns');
    const [file] = await readdir(cache);
    const bytes = await readFile(join(cache, file));
    bytes[6000] ^= 1;
    await writeFile(join(cache, file), bytes);
    expect(sameTape(await store.openTape(dataset, LANE), tape)).toBe(true);
  });

  it('refuses a second dataset of the same name, and names that could leave the root', async () => {
    await store.write(DRAFT, [sampleTape(10)]);
    expect(await codeOf(store.write(DRAFT, [sampleTape(10)]))).toBe('DATASET_EXISTS');
    for (const name of ['../x', 'a/b', '', '.hidden', 'A', 'x'.repeat(65), 'a..b']) {
      expect(await codeOf(store.create({ ...DRAFT, name }))).toBe('DATASET_NAME');
    }
  });

  it('leaves nothing behind when a writer is aborted or a lane is refused', async () => {
    const bad = sampleTape(10);
    bad.openTime[3] += 1;
    expect(await codeOf(store.write(DRAFT, [bad]))).toBe('BAR_OFF_GRID');
    expect(await readdir(join(folder, 'datasets'))).toEqual([]);
    expect(await codeOf(store.write(DRAFT, []))).toBe('DATASET_EMPTY');
    expect(await readdir(join(folder, 'datasets'))).toEqual([]);
  });

  it('sweeps what a dead writer left, and not what a living one is writing', async () => {
    const living = await store.create(DRAFT);
    const [scratch] = await readdir(join(folder, 'datasets'));
    const dead = scratch.replace(`-${process.pid}-`, '-999999999-');
    await mkdir(join(folder, 'datasets', dead));
    await store.list();
    expect(await readdir(join(folder, 'datasets'))).toEqual([scratch]);
    await living.abort();
  });

  it('deletes a dataset with its cache, but not a shipped one', async () => {
    const dataset: Dataset = await store.write(DRAFT, [sampleTape(10)]);
    await store.openTape(dataset, LANE);
    await store.settled();
    await store.delete('sample');
    expect(await store.has('sample')).toBe(false);
    expect(await readdir(join(folder, 'cache', 'columns'))).toEqual([]);
    await store.write(DRAFT, [sampleTape(10)], 'shipped');
    expect(await codeOf(store.delete('sample'))).toBe('DATASET_SHIPPED');
  });

  it('keeps lanes apart whose names differ only in characters that files cannot have', async () => {
    const keys = ['A/B', 'A-B', 'a/b', 'Ä/日本', '../..'].map((symbol) => ({ ...LANE, symbol }));
    const dataset = await store.write(
      DRAFT,
      keys.map((key, i) => sampleTape(10, { key, seed: i })),
    );
    expect(new Set(dataset.manifest.lanes.map(({ file }) => file.toLowerCase())).size).toBe(5);
    for (const [i, key] of keys.entries()) {
      expect(sameTape(await store.openTape(dataset, key), sampleTape(10, { key, seed: i }))).toBe(true);
    }
  });

  it('hands a closed tape its memory on to the next', async () => {
    const dataset = await store.write(DRAFT, [sampleTape(1000)]);
    const first = await store.openTape(dataset, LANE);
    await store.settled();
    const buffer = first.openTime.buffer;
    store.closeTape(first);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect((await store.openTape(dataset, LANE)).openTime.buffer).toBe(buffer);
  });

  it('gives back every bit of a lane that did not fit into memory at once', async () => {
    const rows = 1_000_000;
    const tape = sampleTape(rows, { fields: ['open', 'high', 'low', 'close'], holes: [500_000] });
    const writer = await store.create(DRAFT);
    const lane = await writer.lane(LANE);
    for (const [from, to] of [
      [0, 500_000],
      [500_001, 990_000],
      [990_000, rows],
    ]) {
      lane.append(tape.openTime, tape.columns, from, to);
      await lane.drain();
    }
    await writer.commit();
    const dataset = await store.open('sample');
    expect(await readdir(dataset.folder)).toEqual(['bars', 'manifest.json']);
    expect(sameTape(await store.openTape(dataset, LANE), tape)).toBe(true);
  }, 60_000);

  it('lists attached files with their hash', async () => {
    const writer = await store.create(DRAFT);
    const lane = await writer.lane(LANE);
    const tape = sampleTape(10);
    lane.append(tape.openTime, tape.columns);
    await writer.attach('planted.json', '[]');
    await writer.commit();
    const { manifest } = await store.open('sample');
    const sha256 = createHash('sha256').update('[]').digest('hex');
    expect(manifest.extras).toEqual([{ file: 'planted.json', bytes: 2, sha256 }]);
  });
});
