import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { HindcastError, laneId, TIMEFRAMES, type BarColumns, type LaneKey } from '@hindcast/engine';
import { hashFile, syncToDisk, writeDurably } from './durable-files.ts';
import { LaneFacts } from './lane-facts.ts';
import {
  datasetDigest,
  MANIFEST_FILE,
  manifestChecksum,
  PARQUET_COLUMNS,
  SCHEMA_VERSION,
  type DatasetManifest,
  type ExtraFile,
  type LaneManifest,
  type RecordingManifest,
  type SourceManifest,
} from './manifest.ts';
import { openDuck, type Duck } from './parquet/duckdb.ts';
import { ParquetWriter } from './parquet/parquet-writer.ts';
import { makeScratch } from './scratch.ts';

/** Folder of what does not fit into memory while a dataset is written; gone when it is finished. */
const SPILL = '.spill';

/** What a person says about a dataset; the rest of the manifest is counted. */
export interface DatasetDraft {
  name: string;
  /** Where the data comes from: a venue, a URL, a repository. */
  origin: string;
  licence: string;
  /** Whether the market in it is invented. It is then labelled so wherever it appears. */
  simulated: boolean;
  title?: string;
  notes?: string[];
  /** UTC ms; the caller's clock when left out. */
  createdAt?: number;
}

/**
 * Writes one dataset: into a scratch folder first, and by one rename into its place. Whatever happens before
 * the rename, a kill included, the store is as it was. Use each lane's writer, then `commit` or `abort`.
 */
export class DatasetWriter {
  readonly #draft: DatasetDraft;
  readonly #target: string;
  readonly #scratch: string;
  readonly #duck: Duck;
  readonly #lanes: LaneManifest[] = [];
  readonly #extras: ExtraFile[] = [];
  readonly #taken = new Set<string>();
  readonly #open = new Set<LaneWriter>();
  #sources: SourceManifest[] = [];
  #notes: string[] = [];
  #recording: RecordingManifest | undefined;
  #done = false;

  private constructor(draft: DatasetDraft, target: string, scratch: string, duck: Duck) {
    this.#draft = draft;
    this.#target = target;
    this.#scratch = scratch;
    this.#duck = duck;
  }

  /** Used by DatasetStore.create, which has checked the name. */
  static async open(draft: DatasetDraft, target: string): Promise<DatasetWriter> {
    const scratch = await makeScratch(dirname(target));
    const spill = join(scratch, SPILL);
    const duck = await openDuck({ threads: 1, spill });
    return new DatasetWriter(draft, target, scratch, duck);
  }

  /** Begins a lane. Several lanes may be open at once. */
  async lane(key: LaneKey): Promise<LaneWriter> {
    const id = laneId(key);
    if (this.#taken.has(id)) {
      throw new HindcastError('LANE_TWICE', `The dataset already has a lane ${id}.`, 'Write each lane once.');
    }
    this.#taken.add(id);
    const parquet = await ParquetWriter.open(
      this.#duck,
      `lane${this.#taken.size}`,
      join(this.#scratch, SPILL),
    );
    const lane = new LaneWriter(key, parquet, (writer) => this.#finishLane(writer));
    this.#open.add(lane);
    return lane;
  }

  /** Adds another file to the folder, such as a list of planted events. Listed and hashed in the manifest. */
  async attach(file: string, content: string | Uint8Array): Promise<void> {
    await writeDurably(join(this.#scratch, file), content);
    const bytes = Buffer.from(content);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.#extras.push({ file, bytes: bytes.length, sha256 });
  }

  /** Adds a file that was written elsewhere on the same disk; it is moved. */
  async attachFile(file: string, path: string): Promise<void> {
    const place = join(this.#scratch, file);
    await mkdir(dirname(place), { recursive: true });
    await rename(path, place);
    await syncToDisk(place);
    await syncToDisk(dirname(place));
    this.#extras.push({ file, bytes: (await stat(place)).size, sha256: await hashFile(place) });
  }

  /** Says that the dataset was recorded live, and how. */
  recorded(recording: RecordingManifest): void {
    this.#recording = recording;
  }

  /** Records what the dataset was made from. */
  describe(sources: SourceManifest[], notes: string[] = []): void {
    this.#sources = sources;
    this.#notes = notes;
  }

  /** Finishes open lanes, writes the manifest and moves the folder into its place. */
  async commit(): Promise<DatasetManifest> {
    try {
      for (const lane of [...this.#open]) await lane.finish();
      const manifest = this.#manifest();
      await writeDurably(join(this.#scratch, MANIFEST_FILE), `${JSON.stringify(manifest, null, 2)}\n`);
      await rm(join(this.#scratch, SPILL), { recursive: true, force: true });
      await syncToDisk(this.#scratch);
      await rename(this.#scratch, this.#target).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') throw datasetExists(this.#draft.name);
        throw error;
      });
      await syncToDisk(dirname(this.#target));
      return manifest;
    } finally {
      await this.abort();
    }
  }

  /** Gives up: removes everything written so far. Harmless after a commit. */
  async abort(): Promise<void> {
    if (this.#done) return;
    this.#done = true;
    this.#duck.close();
    await rm(this.#scratch, { recursive: true, force: true });
  }

  async #finishLane(lane: LaneWriter): Promise<void> {
    this.#open.delete(lane);
    const { key, facts } = lane;
    // A lane without a bar is nothing that could be opened.
    if (facts.rows === 0) return;
    const file = this.#freeFile(key);
    const path = join(this.#scratch, file);
    await mkdir(dirname(path), { recursive: true });
    await lane.parquet.finish(path);
    await syncToDisk(path);
    await syncToDisk(dirname(path));
    const { rows, range, missingBars, gaps, coverage } = facts;
    const bytes = (await stat(path)).size;
    const sha256 = await hashFile(path);
    this.#lanes.push({ ...key, file, bytes, sha256, rows, range, missingBars, gaps, coverage });
  }

  /** `bars/<venue>/<symbol>-<timeframe>.parquet` in characters that every file system takes. */
  #freeFile(key: LaneKey): string {
    const plain = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'x';
    const base = `bars/${plain(key.venue)}/${plain(key.symbol)}-${key.timeframe}`;
    const used = new Set(this.#lanes.map((lane) => lane.file.toLowerCase()));
    let file = `${base}.parquet`;
    // "A/B" and "A-B" would share a name, as would "ab" and "AB" where case does not count.
    for (let n = 2; used.has(file.toLowerCase()); n++) file = `${base}.${n}.parquet`;
    return file;
  }

  #manifest(): DatasetManifest {
    const lanes = this.#lanes.sort(byLane);
    if (lanes.length === 0) {
      throw new HindcastError('DATASET_EMPTY', 'There is no bar to write.', 'Check what was imported.');
    }
    const draft = this.#draft;
    const unique = <T>(values: T[]): T[] => [...new Set(values)];
    const manifest = {
      schemaVersion: SCHEMA_VERSION as typeof SCHEMA_VERSION,
      name: draft.name,
      title: draft.title ?? draft.name,
      origin: draft.origin,
      licence: draft.licence,
      simulated: draft.simulated,
      createdAt: draft.createdAt ?? Date.now(),
      notes: [...(draft.notes ?? []), ...this.#notes],
      venues: unique(lanes.map((lane) => lane.venue)),
      symbols: unique(lanes.map((lane) => lane.symbol)),
      timeframes: unique(lanes.map((lane) => lane.timeframe)),
      range: {
        from: Math.min(...lanes.map((lane) => lane.range.from)),
        to: Math.max(...lanes.map((lane) => lane.range.to)),
      },
      rows: lanes.reduce((sum, lane) => sum + lane.rows, 0),
      columns: PARQUET_COLUMNS,
      lanes,
      extras: this.#extras,
      sources: this.#sources,
      ...(this.#recording ? { recording: this.#recording } : {}),
      digest: datasetDigest(lanes),
    };
    return { ...manifest, checksum: manifestChecksum(manifest) };
  }
}

/** Takes one lane's bars in order of time. */
export class LaneWriter {
  readonly key: LaneKey;
  readonly facts: LaneFacts;
  readonly parquet: ParquetWriter;
  readonly #onFinish: (lane: LaneWriter) => Promise<void>;
  #finished = false;

  constructor(key: LaneKey, parquet: ParquetWriter, onFinish: (lane: LaneWriter) => Promise<void>) {
    this.key = key;
    this.facts = new LaneFacts(key);
    this.parquet = parquet;
    this.#onFinish = onFinish;
  }

  /** Appends rows [from, to); a field that is left out is missing in all of them. */
  append(openTime: Float64Array, columns: Partial<BarColumns>, from = 0, to = openTime.length): void {
    this.facts.add(openTime, columns, from, to);
    this.parquet.append(openTime, columns, from, to);
  }

  /** Awaited now and then, it keeps a long lane from filling the memory. */
  async drain(): Promise<void> {
    await this.parquet.drain();
  }

  async finish(): Promise<void> {
    if (this.#finished) return;
    this.#finished = true;
    await this.#onFinish(this);
  }
}

function byLane(a: LaneManifest, b: LaneManifest): number {
  if (a.venue !== b.venue) return a.venue < b.venue ? -1 : 1;
  if (a.symbol !== b.symbol) return a.symbol < b.symbol ? -1 : 1;
  return TIMEFRAMES.indexOf(a.timeframe) - TIMEFRAMES.indexOf(b.timeframe);
}

export function datasetExists(name: string): HindcastError {
  return new HindcastError(
    'DATASET_EXISTS',
    `There is already a dataset "${name}"; datasets are never changed.`,
    'Choose another name, or delete the old one first: hindcast datasets delete <name>.',
    { field: 'name' },
  );
}
