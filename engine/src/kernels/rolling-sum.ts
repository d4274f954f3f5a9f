import type { Column } from '../column.ts';

/**
 * Sum over a sliding window of n rows, current row included, without drift, of one column or of several side by side:
 * suffix of the finished block plus prefix of the current one (see rolling-moments.ts). A NaN in the window, or a window
 * that reaches before row 0, gives NaN.
 */
export class RollingSum {
  /** Per column: sum of the previous block from position q to its end, for q = 0…n, and at n + 1 of the current one. */
  private readonly sums: readonly Float64Array[];
  private filled = -1;

  /** `phase` gives the absolute ordinal of row 0; it is asked when the first row is placed. */
  constructor(
    private readonly columns: readonly Column[],
    readonly window: number,
    private readonly phase: () => number,
  ) {
    this.sums = columns.map(() => new Float64Array(window + 2));
  }

  reset(): void {
    this.filled = -1;
  }

  /**
   * Writes the sums of the n rows that end with row i, for rows [from, to), into `out` from index `at` on: every row of the
   * first column, then of the next.
   */
  advance(from: number, to: number, out: Float64Array, at: number): void {
    if (this.filled < 0) this.place(from);
    const n = this.window;
    const columns = this.columns;
    let filled = this.filled;
    for (let k = 0; k < columns.length; k++) {
      const x = columns[k].data;
      const sums = this.sums[k];
      let prefix = sums[n + 1];
      filled = this.filled;
      for (let i = from; i < to; i++) {
        if (filled === n) {
          finishBlock(x, i, n, sums);
          filled = 0;
          prefix = 0;
        }
        prefix += x[i];
        out[at++] = sums[++filled] + prefix;
      }
      sums[n + 1] = prefix;
    }
    this.filled = filled;
  }

  private place(row: number): void {
    const n = this.window;
    const filled = (((this.phase() + row) % n) + n) % n;
    for (let c = 0; c < this.columns.length; c++) {
      const x = this.columns[c].data;
      finishBlock(x, row - filled, n, this.sums[c]);
      let prefix = 0;
      for (let i = row - filled; i < row; i++) prefix += i < 0 ? 0 / 0 : x[i];
      this.sums[c][n + 1] = prefix;
    }
    this.filled = filled;
  }
}

/** Sums the block of n rows that ends before row `end` backward. */
function finishBlock(x: Float64Array, end: number, n: number, sums: Float64Array): void {
  let sum = 0;
  sums[n] = 0;
  for (let k = 1; k <= n; k++) {
    const i = end - k;
    sum += i < 0 ? 0 / 0 : x[i];
    sums[n - k] = sum;
  }
}
