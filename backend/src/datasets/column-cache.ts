import { mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  BAR_FIELDS,
  emptyColumns,
  emptyQuality,
  guardRows,
  type BarField,
  type DataQuality,
} from '@hindcast/engine';
import { z } from 'zod';
import type { LaneManifest } from './manifest.ts';
import { canonicalJson } from './manifest.ts';
import type { TapeLayout } from './tape-layout.ts';

const HEADER_BYTES = 4096;
/** Parallel reads: the copy out of the page cache is bound by one core's memory bandwidth. */
const READERS = 4;
/**
 * Every cache file carries this modification time. One that was touched since it was written has another,
 * and is not used.
 */
const STAMP = new Date('2001-09-09T01:46:40Z');

const headerSchema = z.object({
  lane: z.string(),
  guards: z.string(),
  quality: z.object({ rejected: z.record(z.string(), z.number()), holes: z.number() }),
});

/**
 * Guarded columns on the full grid, as raw little-endian float64, beside nothing but a small header: what a
 * warm open reads straight into a shared buffer. Keyed by the Parquet file's SHA-256. It can be deleted at
 * any time.
 */
export class ColumnCache {
  readonly #folder: string;

  constructor(cacheFolder: string) {
    this.#folder = join(cacheFolder, 'columns');
  }

  /** Fills `stored` from the cache; the quality counts found with it, or undefined when there is no entry. */
  async read(lane: LaneManifest, layout: TapeLayout, stored: Uint8Array): Promise<DataQuality | undefined> {
    const path = this.#path(lane);
    const stats = await stat(path).catch(() => undefined);
    if (!stats || stats.mtimeMs !== STAMP.getTime() || stats.size !== HEADER_BYTES + stored.byteLength) {
      return undefined;
    }
    const handle = await open(path, 'r').catch(() => undefined);
    if (!handle) return undefined;
    try {
      const header = Buffer.alloc(HEADER_BYTES);
      await handle.read(header, 0, HEADER_BYTES, 0);
      const quality = readHeader(header, lane, layout);
      if (!quality) return undefined;
      const slice = Math.ceil(stored.byteLength / READERS);
      const reads = Array.from({ length: READERS }, async (_, k) => {
        const end = Math.min((k + 1) * slice, stored.byteLength);
        for (let at = k * slice; at < end;) {
          const { bytesRead } = await handle.read(stored, at, end - at, HEADER_BYTES + at);
          if (bytesRead === 0) throw new Error('short read');
          at += bytesRead;
        }
      });
      await Promise.all(reads);
      return quality;
    } catch {
      return undefined;
    } finally {
      await handle.close();
    }
  }

  /** Keeps columns for the next open. A cache that cannot be written is no error: it only costs time. */
  async write(
    lane: LaneManifest,
    layout: TapeLayout,
    stored: Uint8Array,
    quality: DataQuality,
  ): Promise<void> {
    const path = this.#path(lane);
    const draft = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const handle = await open(draft, 'wx');
      try {
        const header = Buffer.alloc(HEADER_BYTES);
        header.write(JSON.stringify({ lane: laneMark(lane, layout), guards: guardsMark(), quality }));
        await handle.write(header);
        for (let at = 0; at < stored.byteLength;) {
          const { bytesWritten } = await handle.write(stored, at, Math.min(1 << 26, stored.byteLength - at));
          at += bytesWritten;
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      await utimes(draft, STAMP, STAMP);
      await rename(draft, path);
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  /** Forgets a lane's columns, as when its dataset is deleted. */
  async forget(lane: LaneManifest): Promise<void> {
    await rm(this.#path(lane), { force: true }).catch(() => undefined);
  }

  #path(lane: LaneManifest): string {
    return join(this.#folder, `${lane.sha256}.f64`);
  }
}

function laneMark(lane: LaneManifest, layout: TapeLayout): string {
  const { sha256, rows, range } = lane;
  return canonicalJson({ sha256, rows, range, grid: layout.rows, present: layout.present });
}

function readHeader(header: Buffer, lane: LaneManifest, layout: TapeLayout): DataQuality | undefined {
  const end = header.indexOf(0);
  const parsed = headerSchema.safeParse(JSON.parse(header.toString('utf8', 0, end < 0 ? undefined : end)));
  if (!parsed.success) return undefined;
  const { lane: mark, guards, quality } = parsed.data;
  if (mark !== laneMark(lane, layout) || guards !== guardsMark()) return undefined;
  return quality as { rejected: Partial<Record<BarField, number>>; holes: number };
}

/** Values on both sides of every limit that a guard may have. */
const PROBES = [-Infinity, -1, -0.06, -0.04, 0, 0.04, 0.06, 1, 1e15, Infinity];
let mark: string | undefined;

/**
 * What the engine's guards do to a set of probes. Cached columns have been guarded: when the guards change,
 * they must not be used, and nobody has to remember to raise a version for it.
 */
function guardsMark(): string {
  if (mark !== undefined) return mark;
  const columns = emptyColumns(PROBES.length);
  for (const field of BAR_FIELDS) columns[field].set(PROBES);
  guardRows(columns, 0, PROBES.length, emptyQuality());
  mark = BAR_FIELDS.map((f) => `${f}:${[...columns[f]].map((x) => (x === x ? 1 : 0)).join('')}`).join(' ');
  return mark;
}
