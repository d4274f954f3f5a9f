/** Rows at which exactly one entry rule holds. */
export interface Entries {
  readonly rows: Int32Array;
  /** Which rule: 1 long, -1 short. */
  readonly sides: Int8Array;
}

/**
 * Where a position goes from each row at which one may be entered, as far as neither money nor time held decides it. Everything about a
 * candidate lies side by side in 32 bytes: a run that goes from trade to trade touches one line of the cache per trade instead of one
 * in each of the lane's columns, and the runs that differ in holding time alone find all of it still in the core's own cache.
 */
export interface FlatPath {
  /** How many candidates there are; behind them stands one that is never reached. */
  readonly length: number;
  /** Two numbers per candidate, at {@link PATH}. */
  readonly prices: Float64Array;
  /** The same memory: eight whole numbers per candidate, at {@link PATH}. */
  readonly steps: Int32Array;
}

/**
 * Memory for paths, given out piece by piece and taken back all at once: what a system has to clear for every path that a random search
 * takes once would cost more than the path, and the more so the more threads ask for it.
 */
export class PathMemory {
  readonly #size: number;
  #chunks: ArrayBuffer[] = [];
  #chunk = 0;
  #used = 0;

  /** @param size bytes of a chunk; a longer path gets one of its own */
  constructor(size: number) {
    this.#size = size;
  }

  /** Takes back everything that has been given out. */
  clear(): void {
    this.#chunk = 0;
    this.#used = 0;
  }

  /** Two views of the same memory, for so many candidates. */
  take(candidates: number): { prices: Float64Array; steps: Int32Array } {
    const bytes = candidates * 4 * PATH.steps;
    while (this.#chunk < this.#chunks.length && this.#used + bytes > this.#chunks[this.#chunk].byteLength) {
      this.#chunk++;
      this.#used = 0;
    }
    if (this.#chunk === this.#chunks.length) this.#chunks.push(new ArrayBuffer(Math.max(bytes, this.#size)));
    const chunk = this.#chunks[this.#chunk];
    const at = this.#used;
    this.#used += bytes;
    return {
      prices: new Float64Array(chunk, at, bytes / 8),
      steps: new Int32Array(chunk, at, bytes / 4),
    };
  }
}

/** Where a candidate's figures lie: prices from `2 * STRIDE` on, steps from `STRIDE` on. */
export const PATH = {
  /** Candidates are this many steps apart, and half as many prices. */
  steps: 8,
  prices: 4,
  /** Of prices: the open at which it is entered, NaN for a missing bar; of no meaning where there is no such row. */
  entered: 0,
  /** Of prices: the open after `leave`, NaN for a missing bar; of no meaning where there is no such row. */
  left: 1,
  /** Of steps: twice the row that decides, and one more for a short. */
  signal: 4,
  /** Of steps: the first row from the entry on at which the exit rule holds whatever is held; the number of rows where none does. */
  leave: 5,
  /** Of steps: the first candidate after `leave`. */
  then: 6,
  /** Of steps: the next candidate of the other side. */
  other: 7,
} as const;

/** Row of the candidate behind the last: after every row there is. */
export const BEHIND = 0x3fffffff;

/**
 * @param nextLong for each row the first from it on at which a long's exit rule holds; null where no rule can
 * @param open of each row
 */
export function pathOf(
  { rows, sides }: Entries,
  nextLong: Int32Array | null,
  nextShort: Int32Array | null,
  open: Float64Array,
  count: number,
  memory: PathMemory,
): FlatPath {
  const length = rows.length;
  const { prices, steps } = memory.take(length + 1);
  // Candidates entered before the last one's exit share it: of longs at 0, of shorts at 1.
  const leaves = Int32Array.of(-1, -1);
  const lefts = Float64Array.of(NaN, NaN);
  const thens = Int32Array.of(0, 0);
  for (let c = 0; c < length; c++) {
    const entry = rows[c] + 1;
    const s = sides[c] > 0 ? 0 : 1;
    if (entry > leaves[s]) {
      const next = s === 0 ? nextLong : nextShort;
      const leave = next === null ? count : next[entry];
      let then = Math.max(thens[s], c + 1);
      while (then < length && rows[then] <= leave) then++;
      leaves[s] = leave;
      lefts[s] = open[Math.min(leave, count - 2) + 1];
      thens[s] = then;
    }
    prices[c * PATH.prices + PATH.entered] = open[Math.min(entry, count - 1)];
    prices[c * PATH.prices + PATH.left] = lefts[s];
    const at = c * PATH.steps;
    steps[at + PATH.signal] = 2 * rows[c] + s;
    steps[at + PATH.leave] = leaves[s];
    steps[at + PATH.then] = thens[s];
  }
  prices.fill(NaN, length * PATH.prices, length * PATH.prices + 2);
  steps[length * PATH.steps + PATH.signal] = 2 * BEHIND;
  for (let c = length - 1, other = length; c >= 0; c--) {
    if (c + 1 < length && sides[c + 1] !== sides[c]) other = c + 1;
    steps[c * PATH.steps + PATH.other] = other;
  }
  return { length, prices, steps };
}

/** Bytes that it holds. */
export const pathBytes = ({ prices }: FlatPath): number => prices.byteLength;

/** The first candidate whose row is not before `row`. */
export function candidateFrom({ length, steps }: FlatPath, row: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle * PATH.steps + PATH.signal] < 2 * row) low = middle + 1;
    else high = middle;
  }
  return low;
}
