import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HindcastError, type LaneKey, type Tape } from '@hindcast/engine';
import { adoptFolder } from './adopt.ts';
import { BufferPool } from './buffer-pool.ts';
import { ColumnCache } from './column-cache.ts';
import { checkDatasetName } from './dataset-name.ts';
import { datasetExists, DatasetWriter, type DatasetDraft } from './dataset-writer.ts';
import { FileSeals } from './file-seals.ts';
import { findLane, MANIFEST_FILE, parseManifest, type DatasetManifest } from './manifest.ts';
import { scratchPath, sweepScratch } from './scratch.ts';
import { TapeLoader } from './tape-loader.ts';
import { writeTape } from './tape-writer.ts';
import { requireIntact, verifyFolder, type VerifyReport } from './verify.ts';

export interface StoreFolders {
  /** Datasets of the user's own: imports and recordings. */
  data: string;
  /** Datasets that ship with Hindcast, read-only for everybody but its makers. */
  shipped?: string;
  /** What can be deleted at any time: column caches and seals. */
  cache: string;
  /** Bytes that column caches may take on the disk, 20 GiB when left out; 0 keeps none. */
  cacheBytes?: number;
}

const DEFAULT_CACHE_BYTES = 20 * 1024 ** 3;

export type StoreRoot = 'data' | 'shipped';

/** A dataset whose files have been checked against its manifest. */
export interface Dataset {
  readonly name: string;
  readonly digest: string;
  readonly folder: string;
  readonly root: StoreRoot;
  readonly manifest: DatasetManifest;
}

/** A folder among the datasets: its manifest, or why it cannot be used. */
export type DatasetEntry =
  | { name: string; root: StoreRoot; folder: string; manifest: DatasetManifest }
  | { name: string; root: StoreRoot; folder: string; problem: HindcastError };

/**
 * The recorded datasets: immutable folders of Parquet files with a manifest, in two roots. Nothing here needs
 * a server. Writing is all or nothing, opening verifies, and a lane opens as a {@link Tape}.
 */
export class DatasetStore {
  readonly folders: StoreFolders;
  readonly #seals: FileSeals;
  readonly #cache: ColumnCache;
  readonly #loader: TapeLoader;

  constructor(folders: StoreFolders, pool = new BufferPool()) {
    this.folders = folders;
    this.#seals = new FileSeals(folders.cache);
    this.#cache = new ColumnCache(folders.cache, folders.cacheBytes ?? DEFAULT_CACHE_BYTES);
    this.#loader = new TapeLoader(this.#cache, pool);
  }

  /** All datasets, by name; broken ones too, with what is wrong. Reads manifests only. */
  async list(): Promise<DatasetEntry[]> {
    const entries: DatasetEntry[] = [];
    for (const root of this.#roots()) {
      await sweepScratch(root.folder, Date.now());
      for (const name of await datasetFolders(root.folder)) entries.push(await this.#entry(name, root));
    }
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** The manifest alone: cheap, and enough to show what there is. Throws when there is no such dataset. */
  async manifest(name: string): Promise<DatasetManifest> {
    const { folder } = await this.#find(name);
    return readManifest(folder);
  }

  /** A dataset's manifest and where it lies, whether or not its files are intact. Throws when there is none. */
  async entry(name: string): Promise<Extract<DatasetEntry, { manifest: DatasetManifest }>> {
    const { folder, root } = await this.#find(name);
    return { name, root, folder, manifest: await readManifest(folder) };
  }

  /** Opens a dataset. Throws DATASET_CHANGED, naming the files, when a byte is not as it was written. */
  async open(name: string): Promise<Dataset> {
    const { folder, root } = await this.#find(name);
    const manifest = await readManifest(folder);
    await requireIntact(folder, manifest, this.#seals);
    return { name, digest: manifest.digest, folder, root, manifest };
  }

  /** One lane of an opened dataset as a tape. Hand it back with {@link closeTape} when it is done with. */
  async openTape(dataset: Dataset, key: LaneKey): Promise<Tape> {
    return this.#loader.load(dataset.folder, findLane(dataset.manifest, key));
  }

  /** Gives a tape's memory back to be used by the next one. The tape must not be used any more. */
  closeTape(tape: Tape): void {
    this.#loader.release(tape);
  }

  /** Begins a new dataset: see {@link DatasetWriter}. */
  async create(draft: DatasetDraft, root: StoreRoot = 'data'): Promise<DatasetWriter> {
    checkDatasetName(draft.name);
    const target = this.#roots().find((r) => r.root === root);
    if (!target) throw new HindcastError('DATASET_ROOT', `There is no ${root} folder.`, 'Set DATA_DIR.');
    if (await this.has(draft.name)) throw datasetExists(draft.name);
    await sweepScratch(target.folder, Date.now());
    return DatasetWriter.open(draft, join(target.folder, draft.name));
  }

  /** Writes a dataset from tapes. Rows without a close are holes of the grid and are not written. */
  async write(
    draft: DatasetDraft,
    tapes: Iterable<Tape> | AsyncIterable<Tape>,
    root: StoreRoot = 'data',
  ): Promise<Dataset> {
    const writer = await this.create(draft, root);
    try {
      for await (const tape of tapes) await writeTape(writer, tape);
      await writer.commit();
    } finally {
      await writer.abort();
    }
    return this.open(draft.name);
  }

  /**
   * Takes a dataset's folder from elsewhere, such as an exported one, into the store under `name`. Every file
   * is hashed first: throws DATASET_CHANGED when one is not as it was written.
   */
  async adopt(folder: string, manifest: DatasetManifest, name: string): Promise<Dataset> {
    checkDatasetName(name);
    if (await this.has(name)) throw datasetExists(name);
    await requireIntact(folder, manifest, this.#seals);
    await adoptFolder(folder, manifest, name, join(this.folders.data, name));
    return this.open(name);
  }

  /** Hashes the files of a dataset's folder from elsewhere. Throws DATASET_CHANGED as {@link adopt} does. */
  async check(folder: string, manifest: DatasetManifest): Promise<void> {
    await requireIntact(folder, manifest, this.#seals);
  }

  async has(name: string): Promise<boolean> {
    return (await this.#locate(name)) !== undefined;
  }

  /** Hashes every file. A broken manifest throws; anything else is in the report. */
  async verify(name: string, options: Parameters<typeof verifyFolder>[2] = {}): Promise<VerifyReport> {
    const { folder } = await this.#find(name);
    return verifyFolder(folder, await readManifest(folder), options);
  }

  /** Deletes a dataset of the user's own, and what was cached of it. */
  async delete(name: string): Promise<void> {
    const { folder, root } = await this.#find(name);
    if (root === 'shipped') {
      throw new HindcastError(
        'DATASET_SHIPPED',
        `"${name}" ships with Hindcast and is not deleted.`,
        'Only datasets of your own can be deleted.',
      );
    }
    const lanes = await readManifest(folder).then(
      (manifest) => manifest.lanes,
      () => [],
    );
    const doomed = scratchPath(this.folders.data);
    await rename(folder, doomed);
    await rm(doomed, { recursive: true, force: true });
    for (const lane of lanes) await this.#cache.forget(lane);
  }

  /** Resolves when nothing is being written in the background. */
  async settled(): Promise<void> {
    await this.#loader.settled();
  }

  #roots(): { root: StoreRoot; folder: string }[] {
    const { data, shipped } = this.folders;
    return [
      { root: 'data', folder: data },
      ...(shipped === undefined ? [] : [{ root: 'shipped' as const, folder: shipped }]),
    ];
  }

  async #entry(name: string, root: { root: StoreRoot; folder: string }): Promise<DatasetEntry> {
    const place = { name, root: root.root, folder: join(root.folder, name) };
    try {
      return { ...place, manifest: await readManifest(place.folder) };
    } catch (error) {
      if (error instanceof HindcastError) return { ...place, problem: error };
      throw error;
    }
  }

  async #locate(name: string): Promise<{ folder: string; root: StoreRoot } | undefined> {
    checkDatasetName(name);
    for (const { root, folder } of this.#roots()) {
      const path = join(folder, name);
      if ((await stat(path).catch(() => undefined))?.isDirectory()) return { folder: path, root };
    }
    return undefined;
  }

  async #find(name: string): Promise<{ folder: string; root: StoreRoot }> {
    const found = await this.#locate(name);
    if (found) return found;
    const names = (await this.list()).map((entry) => entry.name);
    throw new HindcastError(
      'DATASET_UNKNOWN',
      `There is no dataset "${name}".`,
      names.length > 0 ? `There is: ${names.join(', ')}.` : 'Import one first: hindcast import <folder>.',
      { field: 'dataset' },
    );
  }
}

/** Folders beside the shipped datasets that are none. */
const NOT_DATASETS: ReadonlySet<string> = new Set(['strategies', 'suites']);

async function datasetFolders(root: string): Promise<string[]> {
  await mkdir(root, { recursive: true }).catch(() => undefined);
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((e) => e.isDirectory() && /^[a-z0-9]/.test(e.name)).map((e) => e.name);
  return folders.filter((name) => !NOT_DATASETS.has(name));
}

async function readManifest(folder: string): Promise<DatasetManifest> {
  const file = join(folder, MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new HindcastError(
      'DATASET_MANIFEST_MISSING',
      `${folder} has no ${MANIFEST_FILE}.`,
      'It is not a dataset: remove the folder, or import the data again.',
      { file },
    );
  });
  return parseManifest(text, file);
}
