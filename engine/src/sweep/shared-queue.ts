const MOST = 0xffff;

/**
 * Pieces of work that threads take without asking anybody: each has a stretch of its own, from the front of which it takes, and when
 * that is done it takes from the back of the longest that is left. Neighbouring pieces, which share conditions, stay with one thread, and
 * none waits while there is anything to do.
 */
export class SharedQueue {
  /** Pieces that one queue holds. */
  static readonly most = MOST;
  readonly memory: SharedArrayBuffer;
  /** Of each stretch the first piece that is left, and below it in the word the one behind the last. */
  readonly #stretches: Int32Array;

  /** @param memory made by {@link of}, the same in every thread */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#stretches = new Int32Array(memory);
  }

  /** Pieces 0 … `pieces` − 1 for so many threads; at most 65,535. */
  static of(pieces: number, threads: number): SharedQueue {
    if (pieces > MOST) throw new RangeError(`${pieces} pieces are more than ${MOST}.`);
    const queue = new SharedQueue(new SharedArrayBuffer(4 * threads));
    for (let t = 0; t < threads; t++)
      queue.#stretches[t] = packed(
        Math.round((t * pieces) / threads),
        Math.round(((t + 1) * pieces) / threads),
      );
    return queue;
  }

  /** The next piece for a thread; -1 where none is left. */
  take(thread: number): number {
    const own = this.#front(thread);
    if (own >= 0) return own;
    for (;;) {
      const longest = this.#longest();
      if (longest < 0) return -1;
      const piece = this.#back(longest);
      if (piece >= 0) return piece;
    }
  }

  /** Nobody gets a piece any more. */
  stop(): void {
    for (let t = 0; t < this.#stretches.length; t++) Atomics.store(this.#stretches, t, 0);
  }

  #front(stretch: number): number {
    for (;;) {
      const word = Atomics.load(this.#stretches, stretch);
      const [from, to] = [word >>> 16, word & MOST];
      if (from >= to) return -1;
      if (this.#swap(stretch, word, packed(from + 1, to))) return from;
    }
  }

  #back(stretch: number): number {
    const word = Atomics.load(this.#stretches, stretch);
    const [from, to] = [word >>> 16, word & MOST];
    return from < to && this.#swap(stretch, word, packed(from, to - 1)) ? to - 1 : -1;
  }

  #swap(stretch: number, word: number, next: number): boolean {
    return Atomics.compareExchange(this.#stretches, stretch, word, next) === word;
  }

  #longest(): number {
    let found = -1;
    let most = 0;
    for (let t = 0; t < this.#stretches.length; t++) {
      const word = Atomics.load(this.#stretches, t);
      const left = (word & MOST) - (word >>> 16);
      if (left > most) [found, most] = [t, left];
    }
    return found;
  }
}

const packed = (from: number, to: number): number => (from << 16) | to;
