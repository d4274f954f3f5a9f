import type { Column } from '../column.ts';

/**
 * Mean and sum of squared deviations (M2) over a sliding window of n rows, without drift, of one column or of several
 * side by side.
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
 * Sources: M. van Herk (1992), Pattern Recognition Letters 13; B. P. Welford (1962); Chan, Golub, LeVeque (1979).
 */
export class RollingMoments {
  /**
   * Per column, pairs (mean, M2): of the previous block from position q to its end, for q = 0…n (n: nothing), and at
   * n + 1 of the current block so far.
   */
  private readonly pairs: readonly Float64Array[];
  /** Rows of the current block in the prefix; −1 before the first row is placed. */
  private filled = -1;

  /** `phase` gives the absolute ordinal of row 0; it is asked when the first row is placed. */
  constructor(
    private readonly columns: readonly Column[],
    readonly window: number,
    private readonly phase: () => number,
  ) {
    this.pairs = columns.map(() => new Float64Array(2 * (window + 2)));
  }

  /** Forgets its place; the next call finds it again from the data. */
  reset(): void {
    this.filled = -1;
  }

  /**
   * Writes the moments for rows [from, to) into `out`: mean, M2, mean, M2, … for every row of the first column, then of the
   * next. With `current` the window ends with row i, without it with row i − 1.
   */
  advance(from: number, to: number, current: boolean, out: Float64Array): void {
    if (this.filled < 0) this.place(from);
    const n = this.window;
    const columns = this.columns;
    const inverse = 1 / n;
    let filled = this.filled;
    let at = 0;
    for (let k = 0; k < columns.length; k++) {
      const x = columns[k].data;
      const pairs = this.pairs[k];
      let mean = pairs[2 * n + 2];
      let m2 = pairs[2 * n + 3];
      filled = this.filled;
      for (let i = from; i < to; i++) {
        if (filled === n) {
          finishBlock(x, i, n, pairs);
          filled = 0;
          mean = 0;
          m2 = 0;
        }
        const value = x[i];
        if (current) {
          const d = value - mean;
          mean += d * (1 / ++filled);
          m2 += d * (value - mean);
        }
        const suffix = pairs[2 * filled];
        const delta = mean - suffix;
        const share = filled * inverse;
        out[at] = suffix + delta * share;
        out[at + 1] = pairs[2 * filled + 1] + m2 + delta * delta * (n - filled) * share;
        at += 2;
        if (!current) {
          const d = value - mean;
          mean += d * (1 / ++filled);
          m2 += d * (value - mean);
        }
      }
      pairs[2 * n + 2] = mean;
      pairs[2 * n + 3] = m2;
    }
    this.filled = filled;
  }

  /** Finds the place of row `row` in its block and recomputes suffixes and prefixes from the data before it. */
  private place(row: number): void {
    const n = this.window;
    const filled = (((this.phase() + row) % n) + n) % n;
    for (let c = 0; c < this.columns.length; c++) {
      const x = this.columns[c].data;
      finishBlock(x, row - filled, n, this.pairs[c]);
      let mean = 0;
      let m2 = 0;
      for (let k = 1; k <= filled; k++) {
        const i = row - filled + k - 1;
        const value = i < 0 ? 0 / 0 : x[i];
        const d = value - mean;
        mean += d * (1 / k);
        m2 += d * (value - mean);
      }
      this.pairs[c].set([mean, m2], 2 * n + 2);
    }
    this.filled = filled;
  }
}

/** Computes the suffix moments of the block of n rows that ends before row `end`. */
function finishBlock(x: Float64Array, end: number, n: number, pairs: Float64Array): void {
  let mean = 0;
  let m2 = 0;
  pairs[2 * n] = 0;
  pairs[2 * n + 1] = 0;
  for (let k = 1; k <= n; k++) {
    const i = end - k;
    const value = i < 0 ? 0 / 0 : x[i];
    const d = value - mean;
    mean += d * (1 / k);
    m2 += d * (value - mean);
    pairs[2 * (n - k)] = mean;
    pairs[2 * (n - k) + 1] = m2;
  }
}
