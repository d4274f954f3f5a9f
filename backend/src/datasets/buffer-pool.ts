/** Freed buffers are kept up to this many bytes altogether. */
const DEFAULT_KEEP = 512 * 1024 * 1024;

/**
 * Shared buffers that are used again. The first touch of a fresh buffer costs a page fault every 4 KiB,
 * which for 160 MB takes longer than reading the file into it.
 */
export class BufferPool {
  readonly #keep: number;
  #free: SharedArrayBuffer[] = [];

  constructor(keep = DEFAULT_KEEP) {
    this.#keep = keep;
  }

  /** A buffer of at least `bytes`; its content is whatever was left in it. */
  acquire(bytes: number): SharedArrayBuffer {
    let best = -1;
    for (let i = 0; i < this.#free.length; i++) {
      const size = this.#free[i].byteLength;
      // A far larger buffer would keep memory that somebody else could use.
      if (size < bytes || size > bytes * 2) continue;
      if (best < 0 || size < this.#free[best].byteLength) best = i;
    }
    if (best < 0) return new SharedArrayBuffer(bytes);
    return this.#free.splice(best, 1)[0];
  }

  /** Gives a buffer back. Nothing may read it any more. */
  release(buffer: SharedArrayBuffer): void {
    this.#free.push(buffer);
    let total = this.#free.reduce((sum, free) => sum + free.byteLength, 0);
    while (total > this.#keep) total -= this.#free.shift()?.byteLength ?? total;
  }
}
