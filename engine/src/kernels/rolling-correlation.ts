/**
 * Pearson correlation of two columns over a sliding window of n rows, current row included, without drift:
 * block suffix and prefix of (means, squared deviations, co-deviation), merged as in rolling-moments.ts.
 *
 * A hole in either column within the window gives NaN, and so does a column that is constant over it.
 */
export class RollingCorrelation {
  /**
   * Five numbers per position (mean x, mean y, Sxx, Syy, Sxy): of the finished block from position q to its end, for
   * q = 0…n (n: nothing), and at n + 1 of the current block so far.
   */
  private readonly sums: Float64Array;
  private filled = -1;

  constructor(readonly window: number) {
    this.sums = new Float64Array(5 * (window + 2));
  }

  reset(): void {
    this.filled = -1;
  }

  /** Writes r for rows [from, to) into `out[i]`. `phase` gives the absolute ordinal of row 0; it is asked once. */
  advance(
    x: Float64Array,
    y: Float64Array,
    from: number,
    to: number,
    phase: () => number,
    out: Float64Array,
  ): void {
    if (this.filled < 0) this.place(x, y, from, phase);
    const n = this.window;
    const sums = this.sums;
    const prefix = 5 * (n + 1);
    let filled = this.filled;
    for (let i = from; i < to; i++) {
      if (filled === n) {
        finishBlock(x, y, i, n, sums);
        filled = 0;
        sums.fill(0, prefix);
      }
      filled++;
      accumulate(sums, prefix, x, y, i, filled, prefix);
      const at = 5 * filled;
      const dx = sums[prefix] - sums[at];
      const dy = sums[prefix + 1] - sums[at + 1];
      const weight = (n - filled) * filled * (1 / n);
      const sxx = sums[at + 2] + sums[prefix + 2] + dx * dx * weight;
      const syy = sums[at + 3] + sums[prefix + 3] + dy * dy * weight;
      const sxy = sums[at + 4] + sums[prefix + 4] + dx * dy * weight;
      out[i] = correlation(sxx, syy, sxy);
    }
    this.filled = filled;
  }

  private place(x: Float64Array, y: Float64Array, row: number, phase: () => number): void {
    const n = this.window;
    const filled = (((phase() + row) % n) + n) % n;
    const prefix = 5 * (n + 1);
    finishBlock(x, y, row - filled, n, this.sums);
    this.sums.fill(0, prefix);
    for (let k = 1; k <= filled; k++) {
      accumulate(this.sums, prefix, x, y, row - filled + k - 1, k, prefix);
    }
    this.filled = filled;
  }
}

/** Computes the suffixes of the block of n rows that ends before row `end`. */
function finishBlock(x: Float64Array, y: Float64Array, end: number, n: number, sums: Float64Array): void {
  sums.fill(0, 5 * n, 5 * n + 5);
  for (let k = 1; k <= n; k++) accumulate(sums, 5 * (n - k + 1), x, y, end - k, k, 5 * (n - k));
}

/**
 * Welford's update of the five numbers at `at` by row i of both columns, the k-th value, written to `to`; a row before
 * the first is missing.
 */
function accumulate(
  m: Float64Array,
  at: number,
  xs: Float64Array,
  ys: Float64Array,
  i: number,
  k: number,
  to: number,
): void {
  const x = i < 0 ? 0 / 0 : xs[i];
  const y = i < 0 ? 0 / 0 : ys[i];
  const inverse = 1 / k;
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
