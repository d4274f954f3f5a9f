import type { Column } from '../column.ts';
import { reciprocals } from './reciprocals.ts';
import type { Phase } from '../tape/phase.ts';

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
  /** The rows entered at which the next are fetched; −1 where the window is short. A number: it takes less to compare. */
  private fetchAt = -1;

  /** `phase` gives the absolute ordinal of row 0; it is asked when the first row is placed. */
  constructor(
    private readonly columns: readonly Column[],
    readonly window: number,
    private readonly phase: Phase,
  ) {
    this.prefix = 2 * (window + 1) * columns.length;
    this.pairs = new Float64Array(this.prefix + 2 * columns.length);
    this.inverse = reciprocals(window);
    this.share = 1 / window;
  }

  /** Forgets its place; the next call finds it again from the data. */
  reset(): void {
    this.filled = -1;
  }

  /** Goes to row i. */
  enter(i: number): void {
    if (this.filled < 0 || this.filled === this.window) this.begin(i);
    if (this.filled === this.fetchAt) this.fetch();
    this.filled++;
  }

  /** Reads what the next rows need, one number of each cache line: a long window has left the cache since it was written. */
  private fetch(): void {
    const { pairs, inverse, filled } = this;
    const step = 2 * this.columns.length;
    const last = Math.min(filled + AHEAD, this.window);
    let sum = 0;
    for (let at = step * filled; at < step * last; at += LINE) sum += pairs[at];
    for (let k = filled; k < last; k += LINE) sum += inverse[k];
    SINK[0] = sum;
    this.fetchAt = last;
  }

  /** Sets {@link mean} and {@link m2} to those of column c over the n rows before the one entered, whose value is `x[i]`. */
  before(c: number, x: Float64Array, i: number): void {
    const { pairs, prefix } = this;
    const at = prefix + 2 * c;
    this.merge(c, pairs[at], pairs[at + 1], this.filled - 1);
    const d = x[i] - pairs[at];
    pairs[at] += d * this.inverse[this.filled];
    pairs[at + 1] += d * (x[i] - pairs[at]);
  }

  /** Sets {@link mean} and {@link m2} to those of column c over the n rows that end with the one entered, whose value is `x[i]`. */
  upTo(c: number, x: Float64Array, i: number): void {
    const { pairs, filled } = this;
    const prefix = this.prefix + 2 * c;
    const value = x[i];
    const d = value - pairs[prefix];
    const mean = pairs[prefix] + d * this.inverse[filled];
    const m2 = pairs[prefix + 1] + d * (value - mean);
    pairs[prefix] = mean;
    pairs[prefix + 1] = m2;
    this.merge(c, mean, m2, filled);
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
    const filled = this.filled < 0 ? (((this.phase.firstAbsoluteBar + i) % n) + n) % n : 0;
    // A loop: `fill` leaves compiled code, which takes longer than the rows of a short window.
    for (let at = this.prefix; at < this.pairs.length; at++) this.pairs[at] = 0;
    this.finishBlock(i - filled);
    if (filled > 0) this.catchUp(i - filled, filled);
    this.filled = filled;
    this.fetchAt = n >= LONG ? filled : -1;
  }

  /** Takes the first `filled` rows of the block that begins with row `first` into the prefixes. */
  private catchUp(first: number, filled: number): void {
    const { pairs, inverse } = this;
    for (let c = 0; c < this.columns.length; c++) {
      const x = this.columns[c].data;
      const at = this.prefix + 2 * c;
      for (let k = 1; k <= filled; k++) {
        const value = first + k > 0 ? x[first + k - 1] : 0 / 0;
        const d = value - pairs[at];
        pairs[at] += d * inverse[k];
        pairs[at + 1] += d * (value - pairs[at]);
      }
    }
  }

  /** Computes the suffixes of the block of n rows that ends before row `end`. */
  private finishBlock(end: number): void {
    const { columns, pairs, inverse, window } = this;
    const step = 2 * columns.length;
    let c = 0;
    for (; c + 1 < columns.length; c += 2) {
      finishTwo(columns[c].data, columns[c + 1].data, end, window, pairs, 2 * c, step, inverse);
    }
    if (c < columns.length) finishOne(columns[c].data, end, window, pairs, 2 * c, step, inverse);
  }
}

/** From how many rows on a window is {@link RollingMoments.fetch fetched}; rows at a time; numbers in a cache line. */
const LONG = 1024;
const AHEAD = 128;
const LINE = 8;
/** Takes what was read, which means nothing. */
const SINK = new Float64Array(1);

/**
 * Computes the suffixes of a column for the block of n rows that ends before row `end`; a row before the first is missing.
 * They are written to `pairs` from `first` on, `step` apart.
 */
function finishOne(
  x: Float64Array,
  end: number,
  n: number,
  pairs: Float64Array,
  first: number,
  step: number,
  inverse: Float64Array,
): void {
  let at = step * n + first;
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

/** As {@link finishOne}, of two columns side by side: a mean waits for the one before it, and two of them wait together. */
function finishTwo(
  x: Float64Array,
  y: Float64Array,
  end: number,
  n: number,
  pairs: Float64Array,
  first: number,
  step: number,
  inverse: Float64Array,
): void {
  let at = step * n + first;
  let meanX = 0;
  let m2X = 0;
  let meanY = 0;
  let m2Y = 0;
  pairs[at] = 0;
  pairs[at + 1] = 0;
  pairs[at + 2] = 0;
  pairs[at + 3] = 0;
  for (let k = 1; k <= n; k++) {
    const share = inverse[k];
    const valueX = k <= end ? x[end - k] : 0 / 0;
    const valueY = k <= end ? y[end - k] : 0 / 0;
    const dX = valueX - meanX;
    const dY = valueY - meanY;
    meanX += dX * share;
    meanY += dY * share;
    m2X += dX * (valueX - meanX);
    m2Y += dY * (valueY - meanY);
    at -= step;
    pairs[at] = meanX;
    pairs[at + 1] = m2X;
    pairs[at + 2] = meanY;
    pairs[at + 3] = m2Y;
  }
}
