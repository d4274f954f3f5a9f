import { join } from 'node:path';
import {
  BAR_FIELDS,
  emptyQuality,
  guardRows,
  HindcastError,
  Tape,
  timeframeMs,
  type DataQuality,
} from '@hindcast/engine';
import type { BufferPool } from './buffer-pool.ts';
import type { ColumnCache } from './column-cache.ts';
import type { LaneManifest } from './manifest.ts';
import { readParquet } from './parquet/parquet-reader.ts';
import { layoutOf, viewsOver, type TapeViews } from './tape-layout.ts';

/**
 * Brings a lane into memory as a tape: from the column cache when it is warm, else from Parquet, after which
 * the cache is filled in the background.
 */
export class TapeLoader {
  readonly #cache: ColumnCache;
  readonly #pool: BufferPool;
  readonly #buffers = new WeakMap<Tape, SharedArrayBuffer>();
  readonly #writing = new Set<Promise<void>>();

  constructor(cache: ColumnCache, pool: BufferPool) {
    this.#cache = cache;
    this.#pool = pool;
  }

  async load(folder: string, lane: LaneManifest): Promise<Tape> {
    const layout = layoutOf(lane);
    const buffer = this.#pool.acquire(layout.bytes);
    const views = viewsOver(buffer, lane, layout);
    let quality = await this.#cache.read(lane, layout, views.stored);
    if (!quality) {
      quality = await fromParquet(join(folder, lane.file), lane, views);
      this.#inBackground(this.#cache.write(lane, layout, views.stored, structuredClone(quality)));
    }
    const { venue, symbol, timeframe } = lane;
    const tape = new Tape({ venue, symbol, timeframe }, views.openTime, views.columns, { trusted: quality });
    this.#buffers.set(tape, buffer);
    return tape;
  }

  /** Gives a tape's memory back for the next one. Nothing may use the tape, or a slice of it, any more. */
  release(tape: Tape): void {
    const buffer = this.#buffers.get(tape);
    if (!buffer) return;
    this.#buffers.delete(tape);
    // A cache file that is still being written reads from the buffer.
    void this.settled().then(() => this.#pool.release(buffer));
  }

  /** Resolves when no cache file is being written. */
  async settled(): Promise<void> {
    await Promise.all(this.#writing);
  }

  #inBackground(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => this.#writing.delete(tracked));
    this.#writing.add(tracked);
  }
}

/** Reads a lane's bars onto its grid; rows that the file does not have are NaN. */
async function fromParquet(path: string, lane: LaneManifest, views: TapeViews): Promise<DataQuality> {
  const { columns, openTime } = views;
  const grid = openTime.length;
  const present = BAR_FIELDS.filter((field) => (lane.coverage[field] ?? 0) > 0);
  if (lane.missingBars > 0) for (const field of present) columns[field].fill(NaN);
  const step = timeframeMs(lane.timeframe);
  let rows = 0;
  for await (const chunk of readParquet(path)) {
    const times = chunk.columns[0];
    const first = (times[0] - lane.range.from) / step;
    const last = (times[chunk.rows - 1] - lane.range.from) / step;
    if (!(first >= 0 && last < grid)) throw notAsListed(path);
    const dense = last - first === chunk.rows - 1;
    for (const field of present) {
      const source = chunk.columns[BAR_FIELDS.indexOf(field) + 1];
      if (dense) columns[field].set(source, first);
      else
        for (let i = 0; i < chunk.rows; i++) columns[field][(times[i] - lane.range.from) / step] = source[i];
    }
    rows += chunk.rows;
  }
  if (rows !== lane.rows) throw notAsListed(path);
  const quality = emptyQuality();
  guardRows(columns, 0, grid, quality);
  return quality;
}

function notAsListed(path: string): HindcastError {
  return new HindcastError(
    'DATASET_NOT_AS_LISTED',
    `${path} does not hold the rows that the manifest lists.`,
    'Import the dataset again.',
    { file: path },
  );
}
