import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UploadStore } from './upload-store.ts';

const HOUR = 3_600_000;

describe('uploads that nobody imports', () => {
  let root: string;
  let now: number;
  let store: UploadStore;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hindcast-uploads-'));
    now = Date.now();
    store = new UploadStore(root, { keep: 2 * HOUR }, () => now);
  });

  afterEach(async () => {
    await store.close();
    await rm(root, { recursive: true, force: true });
  });

  it('are thrown away with their files when the time is over, not before', async () => {
    const { id } = await store.create();
    await store.add(id, 'bars.csv', Readable.from(['timestamp,open\n']));
    now += 2 * HOUR;
    await store.expire();
    expect(store.get(id).files).toEqual([{ name: 'bars.csv', bytes: 15 }]);
    now += 1;
    await store.expire();
    expect(store.has(id)).toBe(false);
    expect(await readdir(root)).toEqual([]);
  });

  it('stay while an import reads from them', async () => {
    const { id } = await store.create();
    await store.add(id, 'bars.csv', Readable.from(['timestamp,open\n']));
    const held = store.hold(id);
    now += 5 * HOUR;
    await store.expire();
    expect(store.has(id)).toBe(true);
    held.release();
    now += 3 * HOUR;
    await store.expire();
    expect(store.has(id)).toBe(false);
  });
});
