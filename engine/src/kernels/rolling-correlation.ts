import type { Column } from '../column.ts';
import { reciprocals } from './reciprocals.ts';
import type { Phase } from '../tape/phase.ts';

/**
 * Pearson correlation of two columns over a sliding window of n rows, current row included, without drift:
 * block suffix and prefix of (means, squared deviations, co-deviation), merged as in rolling-moments.ts.
 *
 * A hole in either column within the window gives NaN, and so does a column that is constant over it.
 */
export class RollingCorrelation {
  /** The r last asked for: a field, because a number that a call returns is put into an object of its own. */
  r = 0 / 0;
  /**
   * Five numbers per position (mean x, mean y, Sxx, Syy, Sxy): of the finished block from position q to its end, for
   * q = 0…n (n: nothing), and at n + 1 of the current block so far.
   */
  private readonly sums: Float64Array;
  private readonly inverse: Float64Array;
  private readonly share: number;
  private filled = -1;

  constructor(readonly window: number) {
    this.sums = new Float64Array(5 * (window + 2));
    this.inverse = reciprocals(window);
    this.share = 1 / window;
  }

  reset(): void {
    this.filled = -1;
  }

  /** Writes r for rows [from, to) into `out[i]`. */
  advance(x: Column, y: Column, from: number, to: number, phase: Phase, out: Float64Array): void {
    for (let i = from; i < to; i++) {
      this.upTo(x, y, i, phase);
      out[i] = this.r;
    }
  }

  /**
   * Sets {@link r} to that of the n rows of `x` and `y` that end with row i. Rows are asked for one after the other. `phase` gives the absolute
   * ordinal of row 0; it is asked when the first row is placed.
   */
  upTo(x: Column, y: Column, i: number, phase: Phase): void {
    const n = this.window;
    if (this.filled < 0 || this.filled === n) this.begin(x.data, y.data, i, phase);
    const sums = this.sums;
    const prefix = 5 * (n + 1);
    const filled = this.filled + 1;
    this.filled = filled;
    accumulate(sums, prefix, x.block[x.place + i], y.block[y.place + i], this.inverse[filled], prefix);
    const at = 5 * filled;
    const dx = sums[prefix] - sums[at];
    const dy = sums[prefix + 1] - sums[at + 1];
    const weight = (n - filled) * filled * this.share;
    const sxx = sums[at + 2] + sums[prefix + 2] + dx * dx * weight;
    const syy = sums[at + 3] + sums[prefix + 3] + dy * dy * weight;
    const sxy = sums[at + 4] + sums[prefix + 4] + dx * dy * weight;
    this.r = correlation(sxx, syy, sxy);
  }

  /** Begins a block with row i; of a lane that begins in the middle of one, or was restored there, reads what is before. */
  private begin(x: Float64Array, y: Float64Array, i: number, phase: Phase): void {
    const n = this.window;
    const filled = this.filled < 0 ? (((phase.firstAbsoluteBar + i) % n) + n) % n : 0;
    const prefix = 5 * (n + 1);
    this.finishBlock(x, y, i - filled);
    this.sums.fill(0, prefix);
    for (let k = 1; k <= filled; k++) {
      const j = i - filled + k - 1;
      accumulate(this.sums, prefix, at(x, j), at(y, j), this.inverse[k], prefix);
    }
    this.filled = filled;
  }

  /** Computes the suffixes of the block that ends before row `end`. */
  private finishBlock(x: Float64Array, y: Float64Array, end: number): void {
    const n = this.window;
    const sums = this.sums;
    sums.fill(0, 5 * n, 5 * n + 5);
    for (let k = 1; k <= n; k++) {
      accumulate(sums, 5 * (n - k + 1), at(x, end - k), at(y, end - k), this.inverse[k], 5 * (n - k));
    }
  }
}

/** A row before the first is missing. */
function at(x: Float64Array, i: number): number {
  return i < 0 ? 0 / 0 : x[i];
}

/** Welford's update of the five numbers at `at` by the k-th pair, written to `to`; `inverse` is 1/k. */
function accumulate(m: Float64Array, at: number, x: number, y: number, inverse: number, to: number): void {
  const dx = x - m[at];
  const dy = y - m[at + 1];
  const mx = m[at] + dx * inverse;
  const my = m[at + 1] + dy * inverse;
  const ey = y - my;
  const sxx = m[at + 2] + dx * (x - mx);
  const syy = m[at + 3] + dy * ey;
  const sxy = m[at + 4] + dx * ey;
  m[to] = mx;
  m[to + 1] = my;
  m[to + 2] = sxx;
  m[to + 3] = syy;
  m[to + 4] = sxy;
}

/** r from the sums of squares and products; NaN where a side does not vary; rounding never leaves [−1, 1]. */
export function correlation(sxx: number, syy: number, sxy: number): number {
  if (!(sxx > 0) || !(syy > 0)) return 0 / 0;
  const r = sxy / (Math.sqrt(sxx) * Math.sqrt(syy));
  return r > 1 ? 1 : r < -1 ? -1 : r;
}
