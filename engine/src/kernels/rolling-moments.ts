import type { Column } from '../column.ts';
import { reciprocals } from './reciprocals.ts';

/**
 * Mean and sum of squared deviations (M2) over a sliding window of n rows of a column, without drift.
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
 * Rows are asked for one after the other, each once, by {@link before} or by {@link upTo}.
 *
 * Sources: M. van Herk (1992), Pattern Recognition Letters 13; B. P. Welford (1962); Chan, Golub, LeVeque (1979).
 */
export class RollingMoments {
  /** Mean of the window last asked for. */
  mean = 0 / 0;
  /** Sum of squared deviations from that mean. */
  m2 = 0 / 0;
  /** Pairs (mean, M2) of the finished block from position q to its end, for q = 0…n (n: nothing). */
  private readonly suffixes: Float64Array;
  private readonly inverse: Float64Array;
  private readonly share: number;
  /** Rows of the current block in the prefix, and their moments; −1 before the first row is placed. */
  private filled = -1;
  private prefixMean = 0;
  private prefixM2 = 0;

  /** `phase` gives the absolute ordinal of row 0; it is asked when the first row is placed. */
  constructor(
    readonly x: Column,
    readonly window: number,
    private readonly phase: () => number,
  ) {
    this.suffixes = new Float64Array(2 * (window + 1));
    this.inverse = reciprocals(window);
    this.share = 1 / window;
  }

  /** Forgets its place; the next call finds it again from the data. */
  reset(): void {
    this.filled = -1;
  }

  /** Sets {@link mean} and {@link m2} to those of the n rows before row i of `x`, which is the column's data. */
  before(x: Float64Array, i: number): void {
    if (this.filled < 0 || this.filled === this.window) this.begin(x, i);
    this.merge();
    this.include(x[i]);
  }

  /** Sets {@link mean} and {@link m2} to those of the n rows that end with row i of `x`. */
  upTo(x: Float64Array, i: number): void {
    if (this.filled < 0 || this.filled === this.window) this.begin(x, i);
    this.include(x[i]);
    this.merge();
  }

  /** Adds a value to the prefix. */
  private include(value: number): void {
    const filled = this.filled + 1;
    const d = value - this.prefixMean;
    const mean = this.prefixMean + d * this.inverse[filled];
    this.filled = filled;
    this.prefixMean = mean;
    this.prefixM2 += d * (value - mean);
  }

  /** Merges suffix and prefix. */
  private merge(): void {
    const filled = this.filled;
    const suffix = this.suffixes[2 * filled];
    const delta = this.prefixMean - suffix;
    const share = filled * this.share;
    this.mean = suffix + delta * share;
    this.m2 = this.suffixes[2 * filled + 1] + this.prefixM2 + delta * delta * (this.window - filled) * share;
  }

  /** Begins a block with row i; of a lane that begins in the middle of one, or was restored there, reads what is before. */
  private begin(x: Float64Array, i: number): void {
    const n = this.window;
    const filled = this.filled < 0 ? (((this.phase() + i) % n) + n) % n : 0;
    this.finishBlock(x, i - filled);
    this.filled = 0;
    this.prefixMean = 0;
    this.prefixM2 = 0;
    for (let k = i - filled; k < i; k++) this.include(k < 0 ? 0 / 0 : x[k]);
  }

  /** Computes the suffix moments of the block that ends before row `end`. */
  private finishBlock(x: Float64Array, end: number): void {
    const n = this.window;
    const { suffixes, inverse } = this;
    let mean = 0;
    let m2 = 0;
    suffixes[2 * n] = 0;
    suffixes[2 * n + 1] = 0;
    for (let k = 1; k <= n; k++) {
      const i = end - k;
      const value = i < 0 ? 0 / 0 : x[i];
      const d = value - mean;
      mean += d * inverse[k];
      m2 += d * (value - mean);
      suffixes[2 * (n - k)] = mean;
      suffixes[2 * (n - k) + 1] = m2;
    }
  }
}
