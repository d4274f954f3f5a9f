import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatasetStore } from '../dist/datasets/index.js';
import { marketColumns, tapeOf } from './market.mjs';

/** Calls `work` with a store in a folder of its own that holds a million bars, recorded as "bench". */
export async function withRecording(work) {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-bench-'));
  const folders = { data: join(folder, 'datasets'), cache: join(folder, 'cache') };
  const draft = { name: 'bench', origin: 'a random walk', licence: 'none', simulated: true };
  try {
    const store = new DatasetStore(folders);
    await store.write(draft, [tapeOf(marketColumns(1_000_000))]);
    return await work(store, folders);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
