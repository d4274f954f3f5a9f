import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { StoreFolders } from './dataset-store.ts';

/** The repository's root, seen from this file both in `src` and in `dist`. */
const REPOSITORY = resolve(fileURLToPath(new URL('.', import.meta.url)), '../../..');

/**
 * The store's folders for a data folder (`DATA_DIR`; `data/` of the repository when not set). A relative
 * path is taken from where the command was called. `cacheMaxGb` limits the column caches (`CACHE_MAX_GB`).
 */
export function storeFolders(dataDir?: string, cacheMaxGb?: number): StoreFolders {
  const data = dataDir ? resolve(dataDir) : join(REPOSITORY, 'data');
  const shipped = join(REPOSITORY, 'datasets');
  return {
    data: join(data, 'datasets'),
    cache: join(data, 'cache'),
    ...(cacheMaxGb === undefined ? {} : { cacheBytes: cacheMaxGb * 1024 ** 3 }),
    ...(existsSync(shipped) ? { shipped } : {}),
  };
}
