import { createHash } from 'node:crypto';
import type { PairConfig } from '@hindcast/engine/pairs';
import type { AlignedCloses } from './close-series.ts';
import { RollingPair } from './rolling-pair.ts';

/** Rows of all rolling pairs that stay in memory: some 300 bytes each. */
const MOST_ROWS = 2_000_000;

/** Rolling columns that were computed lately: scrubbing asks for the same pair again and again. */
export class RollingPairs {
  /** In the order of last use: the first is the first to go. */
  readonly #kept = new Map<string, { rows: number; rolling: Promise<RollingPair> }>();

  async over(aligned: AlignedCloses, config: PairConfig): Promise<RollingPair> {
    const key = keyOf(aligned, config);
    const rolling = this.#kept.get(key)?.rolling ?? RollingPair.over(aligned, config);
    this.#kept.delete(key);
    this.#kept.set(key, { rows: aligned.times.length, rolling });
    this.#makeRoom();
    try {
      return await rolling;
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }

  #makeRoom(): void {
    let rows = [...this.#kept.values()].reduce((sum, entry) => sum + entry.rows, 0);
    for (const [key, entry] of this.#kept) {
      if (rows <= MOST_ROWS || this.#kept.size === 1) return;
      rows -= entry.rows;
      this.#kept.delete(key);
    }
  }
}

/** By content: a live market grows, an upload may be another one. All methods are computed, whichever is looked at. */
function keyOf(
  { times, closeY, closeX, phase }: AlignedCloses,
  { method: _, ...config }: PairConfig,
): string {
  const hash = createHash('sha256').update(JSON.stringify([phase, config]));
  for (const { buffer, byteOffset, byteLength } of [times, closeY, closeX])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}
