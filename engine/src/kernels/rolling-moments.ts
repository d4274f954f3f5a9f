/**
 * Mean and sum of squared deviations (M2) over a sliding window of n rows, without drift.
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
  readonly window: number;
  /** Moments of the previous block from position q to its end, for q = 0…n (n: nothing). */
  readonly #suffixMean: Float64Array;
  readonly #suffixM2: Float64Array;
  readonly #inverse: Float64Array;
  #prefixMean = 0;
  #prefixM2 = 0;
  /** Rows of the current block in the prefix; −1 before the first row is placed. */
  #filled = -1;

  constructor(window: number) {
    this.window = window;
    this.#suffixMean = new Float64Array(window + 1);
    this.#suffixM2 = new Float64Array(window + 1);
    this.#inverse = new Float64Array(window + 1);
    for (let k = 1; k <= window; k++) this.#inverse[k] = 1 / k;
  }

  /** Forgets its place; the next call finds it again from the data. */
  reset(): void {
    this.#filled = -1;
  }

  /**
   * Writes the moments for rows [from, to) into `mean[i - from]` and `m2[i - from]`. With `current` the window ends
   * with row i, without it with row i − 1. `phase` gives the absolute ordinal of row 0; it is asked once.
   */
  advance(
    x: Float64Array,
    from: number,
    to: number,
    phase: () => number,
    current: boolean,
    mean: Float64Array,
    m2: Float64Array,
  ): void {
    if (this.#filled < 0) this.#place(x, from, phase());
    const n = this.window;
    const inverse = this.#inverse;
    const inverseN = inverse[n];
    const suffixMean = this.#suffixMean;
    const suffixM2 = this.#suffixM2;
    let filled = this.#filled;
    let pm = this.#prefixMean;
    let pq = this.#prefixM2;
    for (let i = from; i < to; i++) {
      if (filled === n) {
        this.#finishBlock(x, i);
        filled = 0;
        pm = 0;
        pq = 0;
      }
      if (current) {
        const d = x[i] - pm;
        filled++;
        pm += d * inverse[filled];
        pq += d * (x[i] - pm);
      }
      const sm = suffixMean[filled];
      const delta = pm - sm;
      const share = filled * inverseN;
      mean[i - from] = sm + delta * share;
      m2[i - from] = suffixM2[filled] + pq + delta * delta * (n - filled) * share;
      if (!current) {
        const d = x[i] - pm;
        filled++;
        pm += d * inverse[filled];
        pq += d * (x[i] - pm);
      }
    }
    this.#filled = filled;
    this.#prefixMean = pm;
    this.#prefixM2 = pq;
  }

  /** Finds the place of row `row` in its block and recomputes suffix and prefix from the data before it. */
  #place(x: Float64Array, row: number, phase: number): void {
    const n = this.window;
    const filled = (((phase + row) % n) + n) % n;
    this.#finishBlock(x, row - filled);
    let pm = 0;
    let pq = 0;
    for (let k = 1; k <= filled; k++) {
      const i = row - filled + k - 1;
      const value = i < 0 ? NaN : x[i];
      const d = value - pm;
      pm += d * this.#inverse[k];
      pq += d * (value - pm);
    }
    this.#filled = filled;
    this.#prefixMean = pm;
    this.#prefixM2 = pq;
  }

  /** Computes the suffix moments of the block of n rows that ends before row `end`. */
  #finishBlock(x: Float64Array, end: number): void {
    const n = this.window;
    let mean = 0;
    let m2 = 0;
    this.#suffixMean[n] = 0;
    this.#suffixM2[n] = 0;
    for (let k = 1; k <= n; k++) {
      const i = end - k;
      const value = i < 0 ? NaN : x[i];
      const d = value - mean;
      mean += d * this.#inverse[k];
      m2 += d * (value - mean);
      this.#suffixMean[n - k] = mean;
      this.#suffixM2[n - k] = m2;
    }
  }
}
