/**
 * Pearson correlation of two columns over a sliding window of n rows, current row included, without drift:
 * block suffix and prefix of (means, squared deviations, co-deviation), merged as in rolling-moments.ts.
 *
 * A hole in either column within the window gives NaN, and so does a column that is constant over it.
 */
export class RollingCorrelation {
  readonly window: number;
  /** Five numbers per position: mean x, mean y, Sxx, Syy, Sxy of the finished block from there to its end. */
  readonly #suffix: Float64Array;
  readonly #inverse: Float64Array;
  readonly #prefix = new Float64Array(5);
  #filled = -1;

  constructor(window: number) {
    this.window = window;
    this.#suffix = new Float64Array(5 * (window + 1));
    this.#inverse = new Float64Array(window + 1);
    for (let k = 1; k <= window; k++) this.#inverse[k] = 1 / k;
  }

  reset(): void {
    this.#filled = -1;
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
    if (this.#filled < 0) this.#place(x, y, from, phase());
    const n = this.window;
    const prefix = this.#prefix;
    for (let i = from; i < to; i++) {
      if (this.#filled === n) {
        this.#finishBlock(x, y, i);
        this.#filled = 0;
        prefix.fill(0);
      }
      this.#filled++;
      accumulate(prefix, 0, x[i], y[i], this.#inverse[this.#filled]);
      out[i] = this.#merged();
    }
  }

  /** r of the merged suffix and prefix. */
  #merged(): number {
    const p = this.#prefix;
    const s = this.#suffix;
    const k = this.#filled;
    const at = 5 * k;
    const dx = p[0] - s[at];
    const dy = p[1] - s[at + 1];
    const weight = (this.window - k) * k * this.#inverse[this.window];
    const sxx = s[at + 2] + p[2] + dx * dx * weight;
    const syy = s[at + 3] + p[3] + dy * dy * weight;
    const sxy = s[at + 4] + p[4] + dx * dy * weight;
    return correlation(sxx, syy, sxy);
  }

  #place(x: Float64Array, y: Float64Array, row: number, phase: number): void {
    const n = this.window;
    const filled = (((phase + row) % n) + n) % n;
    this.#finishBlock(x, y, row - filled);
    this.#prefix.fill(0);
    for (let k = 1; k <= filled; k++) {
      const i = row - filled + k - 1;
      accumulate(this.#prefix, 0, i < 0 ? NaN : x[i], i < 0 ? NaN : y[i], this.#inverse[k]);
    }
    this.#filled = filled;
  }

  #finishBlock(x: Float64Array, y: Float64Array, end: number): void {
    const n = this.window;
    const s = this.#suffix;
    s.fill(0, 5 * n);
    for (let k = 1; k <= n; k++) {
      const i = end - k;
      const at = 5 * (n - k);
      s.copyWithin(at, at + 5, at + 10);
      accumulate(s, at, i < 0 ? NaN : x[i], i < 0 ? NaN : y[i], this.#inverse[k]);
    }
  }
}

/** Welford's update of (mean x, mean y, Sxx, Syy, Sxy) at `at` by one pair; `inverse` is 1 / new count. */
function accumulate(m: Float64Array, at: number, x: number, y: number, inverse: number): void {
  const dx = x - m[at];
  const dy = y - m[at + 1];
  m[at] += dx * inverse;
  m[at + 1] += dy * inverse;
  const ey = y - m[at + 1];
  m[at + 2] += dx * (x - m[at]);
  m[at + 3] += dy * ey;
  m[at + 4] += dx * ey;
}

/** r from the sums of squares and products; NaN where a side does not vary; rounding never leaves [−1, 1]. */
export function correlation(sxx: number, syy: number, sxy: number): number {
  if (!(sxx > 0) || !(syy > 0)) return NaN;
  const r = sxy / (Math.sqrt(sxx) * Math.sqrt(syy));
  return r > 1 ? 1 : r < -1 ? -1 : r;
}
