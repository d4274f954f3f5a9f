import type { Column } from '../column.ts';
import { reciprocals } from './reciprocals.ts';

/**
 * Mean and sum of squared deviations (M2) over a sliding window of n rows, without drift, of one column or of several.
 *
 * Time is cut into blocks of n rows at fixed absolute ordinals. A window of n rows is the end of one block
 * and the beginning of the next, so its moments are those of a *suffix* (computed backward over the finished
 * block) merged with those of a *prefix* (accumulated forward): van Herk's technique, with Welford's update and
 * Chan's merge. Nothing is ever subtracted again, so that a huge value leaves no trace once it has
 * left the window, a constant window has M2 = 0 exactly, and the result depends on the window's values and its
 * place in time alone, not on where the tape began (SPEC law 3).
 *
 * A NaN anywhere in the window gives NaN, and so does a window that reaches before row 0.
 *
 * Rows are taken in one after the other: {@link enter} for the row, then {@link before} or {@link upTo} for each column.
 *
 * Sources: M. van Herk (1992), Pattern Recognition Letters 13; B. P. Welford (1962); Chan, Golub, LeVeque (1979).
 */
export class RollingMoments {
  /** Mean of the window last asked for. */
  mean = 0 / 0;
  /** Sum of squared deviations from that mean. */
  m2 = 0 / 0;
  /**
   * Pairs (mean, M2), those of the columns side by side: of the finished block from position q to its end, for q = 0…n (n:
   * nothing), and at n + 1 of the current block so far, the prefix.
   */
  readonly pairs: Float64Array;
  /** Where in {@link pairs} the prefix begins. */
  readonly prefix: number;
  /** 1/k at index k, for k = 1…n; and 1/n. */
  readonly inverse: Float64Array;
  readonly share: number;
  /** Rows of the current block that have been entered; −1 before the first row is placed. */
  filled = -1;
  private readonly long: boolean;

  /** `phase` gives the absolute ordinal of row 0; it is asked when the first row is placed. */
  constructor(
    private readonly columns: readonly Column[],
    readonly window: number,
    private readonly phase: () => number,
  ) {
    this.prefix = 2 * (window + 1) * columns.length;
    this.pairs = new Float64Array(this.prefix + 2 * columns.length);
    this.inverse = reciprocals(window);
    this.share = 1 / window;
    this.long = window >= LONG;
  }

  /** Forgets its place; the next call finds it again from the data. */
  reset(): void {
    this.filled = -1;
  }

  /** Goes to row i. */
  enter(i: number): void {
    if (this.filled < 0 || this.filled === this.window) this.begin(i);
    if (this.long && (this.filled & AHEAD) === 0) this.fetch();
    this.filled++;
  }

  /** Reads what the next rows need, one number of each cache line: a long window has left the cache since it was written. */
  private fetch(): void {
    const { pairs, inverse, filled } = this;
    const step = 2 * this.columns.length;
    const last = Math.min(filled + AHEAD + 1, this.window);
    let sum = 0;
    for (let at = step * filled; at < step * last; at += LINE) sum += pairs[at];
    for (let k = filled; k < last; k += LINE) sum += inverse[k];
    SINK[0] = sum;
  }

  /** Sets {@link mean} and {@link m2} to those of column c, `x`, over the n rows before the one entered, row i. */
  before(c: number, x: Float64Array, i: number): void {
    const pairs = this.pairs;
    const value = x[i];
    const at = this.prefix + 2 * c;
    const mean = pairs[at];
    const m2 = pairs[at + 1];
    this.merge(c, mean, m2, this.filled - 1);
    const d = value - mean;
    const next = mean + d * this.inverse[this.filled];
    pairs[at] = next;
    pairs[at + 1] = m2 + d * (value - next);
  }

  /** Sets {@link mean} and {@link m2} to those of column c, `x`, over the n rows that end with the one entered, row i. */
  upTo(c: number, x: Float64Array, i: number): void {
    this.include(c, x[i]);
    const at = this.prefix + 2 * c;
    this.merge(c, this.pairs[at], this.pairs[at + 1], this.filled);
  }

  /** Adds a value to the prefix of column c. */
  private include(c: number, value: number): void {
    const pairs = this.pairs;
    const at = this.prefix + 2 * c;
    const d = value - pairs[at];
    const mean = pairs[at] + d * this.inverse[this.filled];
    const m2 = pairs[at + 1] + d * (value - mean);
    pairs[at] = mean;
    pairs[at + 1] = m2;
  }

  /** Merges the prefix of `filled` rows with the suffix that completes the window. */
  private merge(c: number, mean: number, m2: number, filled: number): void {
    const at = 2 * (filled * this.columns.length + c);
    const suffix = this.pairs[at];
    const delta = mean - suffix;
    const share = filled * this.share;
    this.mean = suffix + delta * share;
    this.m2 = this.pairs[at + 1] + m2 + delta * delta * (this.window - filled) * share;
  }

  /** Begins a block with row i; of a lane that begins in the middle of one, or was restored there, reads what is before. */
  private begin(i: number): void {
    const n = this.window;
    const filled = this.filled < 0 ? (((this.phase() + i) % n) + n) % n : 0;
    this.pairs.fill(0, this.prefix);
    for (let c = 0; c < this.columns.length; c++) {
      const x = this.columns[c].data;
      finishBlock(x, i - filled, n, this.pairs, c, this.columns.length, this.inverse);
      for (let k = 1; k <= filled; k++) {
        this.filled = k;
        this.include(c, i - filled + k > 0 ? x[i - filled + k - 1] : 0 / 0);
      }
    }
    this.filled = filled;
  }
}

/** From how many rows on a window is {@link RollingMoments.fetch fetched}; rows at a time, less one; numbers in a cache line. */
const LONG = 1024;
const AHEAD = 127;
const LINE = 8;
/** Takes what was read, which means nothing. */
const SINK = new Float64Array(1);

/** Computes the suffixes of column c for the block of n rows that ends before row `end`; a row before the first is missing. */
function finishBlock(
  x: Float64Array,
  end: number,
  n: number,
  pairs: Float64Array,
  c: number,
  columns: number,
  inverse: Float64Array,
): void {
  const step = 2 * columns;
  let at = step * n + 2 * c;
  let mean = 0;
  let m2 = 0;
  pairs[at] = 0;
  pairs[at + 1] = 0;
  for (let k = 1; k <= n; k++) {
    const value = k <= end ? x[end - k] : 0 / 0;
    const d = value - mean;
    mean += d * inverse[k];
    m2 += d * (value - mean);
    at -= step;
    pairs[at] = mean;
    pairs[at + 1] = m2;
  }
}
