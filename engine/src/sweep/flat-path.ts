import { ValueTree } from './value-tree.ts';

/** Bytes of candidates that are asked for at a time. */
const CHUNK_BYTES = 256 * 1024;

/** Rows at which exactly one entry rule holds; what lies behind `length` is of no meaning. */
export interface Entries {
  readonly length: number;
  readonly rows: Int32Array;
  /** Which rule: 1 long, -1 short. Null where all are long. */
  readonly sides: Int8Array | null;
}

/** Where positions are left, as far as neither money nor time held decides it, and at which price. */
export interface Exits {
  /** For each row the first from it on at which a long's exit rule holds; null where no rule can. */
  readonly nextLong: Int32Array | null;
  readonly nextShort: Int32Array | null;
  /** Of each row. */
  readonly open: Float64Array;
  readonly count: number;
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
  /** What {@link arrive} works a candidate out from; null where all have been. */
  readonly exits: Exits | null;
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

/** In the place of `leave`: not worked out yet. */
export const UNKNOWN = -1;

/** Row of the candidate behind the last: after every row there is. */
export const BEHIND = 0x3fffffff;

/** A path of which every candidate is worked out at once: for one that many runs will follow. */
export function pathOf(entries: Entries, exits: Exits, memory: PathMemory): FlatPath {
  const { length, rows, sides } = entries;
  const { nextLong, nextShort, open, count } = exits;
  const { prices, steps } = memory.take(length + 1);
  // Candidates entered before the last one's exit share it: of longs at 0, of shorts at 1.
  const leaves = Int32Array.of(-1, -1);
  const lefts = Float64Array.of(NaN, NaN);
  const thens = Int32Array.of(0, 0);
  for (let c = 0; c < length; c++) {
    const entry = rows[c] + 1;
    const s = sides === null || sides[c] > 0 ? 0 : 1;
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
  endPath(prices, steps, length);
  for (let c = length - 1, other = length; c >= 0; c--) {
    if (
      c + 1 < length &&
      steps[(c + 1) * PATH.steps + PATH.signal] % 2 !== steps[c * PATH.steps + PATH.signal] % 2
    )
      other = c + 1;
    steps[c * PATH.steps + PATH.other] = other;
  }
  return { length, prices, steps, exits: null };
}

/**
 * A path of which a candidate is worked out when a run first arrives at it: a run that is the only one to follow it passes most of them
 * by. Of no use where positions are reversed, which looks at candidates that it does not arrive at.
 */
export function pathToFind(entries: Entries, exits: Exits, memory: PathMemory): FlatPath {
  const { length, rows, sides } = entries;
  const { prices, steps } = memory.take(length + 1);
  for (let c = 0, at = 0; c < length; c++, at += PATH.steps) {
    steps[at + PATH.signal] = 2 * rows[c] + (sides === null || sides[c] > 0 ? 0 : 1);
    steps[at + PATH.leave] = UNKNOWN;
  }
  endPath(prices, steps, length);
  return { length, prices, steps, exits };
}

/** Works out a candidate of a path to find; the row at which the exit rule holds. */
export function arrive({ length, prices, steps, exits }: FlatPath, c: number): number {
  const { nextLong, nextShort, open, count } = exits!;
  const at = c * PATH.steps;
  const signal = steps[at + PATH.signal];
  const entry = (signal >> 1) + 1;
  const next = (signal & 1) === 0 ? nextLong : nextShort;
  const leave = next === null ? count : next[entry];
  let then = c + 1;
  while (then < length && steps[then * PATH.steps + PATH.signal] >> 1 <= leave) then++;
  prices[c * PATH.prices + PATH.entered] = open[Math.min(entry, count - 1)];
  prices[c * PATH.prices + PATH.left] = open[Math.min(leave, count - 2) + 1];
  steps[at + PATH.then] = then;
  steps[at + PATH.leave] = leave;
  return leave;
}

/** The candidate behind the last. */
function endPath(prices: Float64Array, steps: Int32Array, length: number): void {
  prices.fill(NaN, length * PATH.prices, length * PATH.prices + 2);
  steps[length * PATH.steps + PATH.signal] = 2 * BEHIND;
}

/** Bytes that it holds. */
export const pathBytes = ({ prices }: FlatPath): number => prices.byteLength;

/** Paths by the values that they belong to, in memory of their own; all are forgotten when there are too many. */
export class PathShelf {
  readonly #most: number;
  readonly #paths = new ValueTree<FlatPath>(Infinity, pathBytes);
  readonly #memory = new PathMemory(CHUNK_BYTES);

  /** @param most bytes that are held */
  constructor(most: number) {
    this.#most = most;
  }

  find(key: readonly number[]): FlatPath | undefined {
    return this.#paths.find(key);
  }

  /** Puts a path on it, made in the memory that is handed to `make`. */
  add(key: readonly number[], make: (memory: PathMemory) => FlatPath): FlatPath {
    if (this.#paths.weight > this.#most) {
      this.#paths.clear();
      this.#memory.clear();
    }
    return this.#paths.get(key, () => make(this.#memory));
  }
}

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
