import type { Column } from '../column.ts';
import type { Phase } from '../tape/phase.ts';

/**
 * Sum over a sliding window of n rows, current row included, without drift: suffix of the finished block plus prefix of
 * the current one (see rolling-moments.ts). A NaN in the window, or a window that reaches before row 0, gives NaN.
 */
export class RollingSum {
  /** The sum last asked for: a field, because a number that a call returns is put into an object of its own. */
  sum = 0 / 0;
  /** Sum of the finished block from position q to its end, for q = 0…n. */
  private readonly suffixes: Float64Array;
  private filled = -1;
  private prefix = 0;

  /** `phase` gives the absolute ordinal of row 0; it is asked when the first row is placed. */
  constructor(
    readonly window: number,
    private readonly phase: Phase,
  ) {
    this.suffixes = new Float64Array(window + 1);
  }

  reset(): void {
    this.filled = -1;
  }

  /** Sets {@link sum} to that of the n rows of `x` that end with row i. Rows are asked for one after the other. */
  upTo(x: Column, i: number): void {
    if (this.filled < 0 || this.filled === this.window) this.begin(x.data, i);
    const filled = this.filled + 1;
    const prefix = this.prefix + x.block[x.place + i];
    this.filled = filled;
    this.prefix = prefix;
    this.sum = this.suffixes[filled] + prefix;
  }

  private begin(x: Float64Array, i: number): void {
    const n = this.window;
    const filled = this.filled < 0 ? (((this.phase.firstAbsoluteBar + i) % n) + n) % n : 0;
    this.finishBlock(x, i - filled);
    this.prefix = 0;
    for (let k = i - filled; k < i; k++) this.prefix += k < 0 ? 0 / 0 : x[k];
    this.filled = filled;
  }

  /** Sums the block that ends before row `end` backward. */
  private finishBlock(x: Float64Array, end: number): void {
    const n = this.window;
    const suffixes = this.suffixes;
    let sum = 0;
    suffixes[n] = 0;
    for (let k = 1; k <= n; k++) {
      sum += k <= end ? x[end - k] : 0 / 0;
      suffixes[n - k] = sum;
    }
  }
}
