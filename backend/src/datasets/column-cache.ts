import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  BAR_FIELDS,
  emptyColumns,
  emptyQuality,
  guardRows,
  type BarField,
  type DataQuality,
} from '@hindcast/engine';
import { COLUMNS_FILE, isUntouched, makeRoom, noteUse, removeCached, seal } from './cache-room.ts';
import type { LaneManifest } from './manifest.ts';
import { canonicalJson } from './manifest.ts';
import { number, object, record, text } from './shape.ts';
import type { TapeLayout } from './tape-layout.ts';

const HEADER_BYTES = 4096;
/** Parallel reads: the copy out of the page cache is bound by one core's memory bandwidth. */
const READERS = 4;
const headerShape = object({
  lane: text,
  guards: text,
  crc32: number,
  quality: object({ rejected: record(number), holes: number }),
});

/**
 * Guarded columns on the full grid, as raw little-endian float64, beside nothing but a small header: what a
 * warm open reads straight into a shared buffer. Keyed by the Parquet file's SHA-256. It can be deleted at
 * any time; what was used longest ago goes when there is more than the limit. A file that is not as it was written is
 * checked by its CRC-32, and written anew where that differs.
 */
export class ColumnCache {
  readonly #folder: string;
  readonly #limit: number;

  /** `limit`: bytes that all files may take; 0 keeps none. */
  constructor(cacheFolder: string, limit: number) {
    this.#folder = join(cacheFolder, 'columns');
    this.#limit = limit;
  }

  /** Fills `stored` from the cache; the quality counts found with it, or undefined when there is no entry. */
  async read(lane: LaneManifest, layout: TapeLayout, stored: Uint8Array): Promise<DataQuality | undefined> {
    const path = this.#path(lane);
    const stats = await stat(path).catch(() => undefined);
    if (!stats || stats.size !== HEADER_BYTES + stored.byteLength) return undefined;
    const untouched = await isUntouched(path);
    const handle = await open(path, 'r').catch(() => undefined);
    if (!handle) return undefined;
    try {
      const header = Buffer.alloc(HEADER_BYTES);
      await handle.read(header, 0, HEADER_BYTES, 0);
      const found = readHeader(header, lane, layout);
      if (!found) return undefined;
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
      if (!untouched) {
        if (crc32(stored) !== found.crc32) return undefined;
        await seal(path);
      }
      await noteUse(path, new Date());
      return found.quality;
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
    if (HEADER_BYTES + stored.byteLength > this.#limit) return;
    const path = this.#path(lane);
    const draft = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      const handle = await open(draft, 'wx');
      try {
        const header = Buffer.alloc(HEADER_BYTES);
        const marks = { lane: laneMark(lane, layout), guards: guardsMark(), crc32: crc32(stored), quality };
        header.write(JSON.stringify(marks));
        await handle.write(header);
        for (let at = 0; at < stored.byteLength;) {
          const { bytesWritten } = await handle.write(stored, at, Math.min(1 << 26, stored.byteLength - at));
          at += bytesWritten;
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(draft, path);
      await seal(path);
      await makeRoom(this.#folder, this.#limit, Date.now());
    } catch {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  /** Forgets a lane's columns, as when its dataset is deleted. */
  async forget(lane: LaneManifest): Promise<void> {
    await removeCached(this.#path(lane));
  }

  #path(lane: LaneManifest): string {
    return join(this.#folder, `${lane.sha256}${COLUMNS_FILE}`);
  }
}

function laneMark(lane: LaneManifest, layout: TapeLayout): string {
  const { sha256, rows, range } = lane;
  return canonicalJson({ sha256, rows, range, grid: layout.rows, present: layout.present });
}

interface Found {
  crc32: number;
  quality: DataQuality;
}

function readHeader(header: Buffer, lane: LaneManifest, layout: TapeLayout): Found | undefined {
  const end = header.indexOf(0);
  // What is no header throws, and is no entry either.
  const marks = headerShape(JSON.parse(header.toString('utf8', 0, end < 0 ? undefined : end)), '');
  const { lane: mark, guards, crc32: sum, quality } = marks;
  if (mark !== laneMark(lane, layout) || guards !== guardsMark()) return undefined;
  return {
    crc32: sum,
    quality: quality as { rejected: Partial<Record<BarField, number>>; holes: number },
  };
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
