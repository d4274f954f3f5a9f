/**
 * Sum over a sliding window of n rows, current row included, without drift: suffix of the finished block plus
 * prefix of the current one (see rolling-moments.ts). A NaN in the window, or a window that reaches before row 0,
 * gives NaN.
 */
export class RollingSum {
  readonly window: number;
  readonly #suffix: Float64Array;
  #prefix = 0;
  #filled = -1;

  constructor(window: number) {
    this.window = window;
    this.#suffix = new Float64Array(window + 1);
  }

  reset(): void {
    this.#filled = -1;
  }

  /** Writes the sum of the n rows that end with row i into `out[outFrom + i − from]`, for rows [from, to). */
  advance(
    x: Float64Array,
    from: number,
    to: number,
    phase: () => number,
    out: Float64Array,
    outFrom: number,
  ): void {
    if (this.#filled < 0) this.#place(x, from, phase());
    const n = this.window;
    const suffix = this.#suffix;
    const shift = outFrom - from;
    let filled = this.#filled;
    let prefix = this.#prefix;
    for (let i = from; i < to; i++) {
      if (filled === n) {
        this.#finishBlock(x, i);
        filled = 0;
        prefix = 0;
      }
      prefix += x[i];
      filled++;
      out[i + shift] = suffix[filled] + prefix;
    }
    this.#filled = filled;
    this.#prefix = prefix;
  }

  #place(x: Float64Array, row: number, phase: number): void {
    const n = this.window;
    const filled = (((phase + row) % n) + n) % n;
    this.#finishBlock(x, row - filled);
    let prefix = 0;
    for (let i = row - filled; i < row; i++) prefix += i < 0 ? NaN : x[i];
    this.#filled = filled;
    this.#prefix = prefix;
  }

  #finishBlock(x: Float64Array, end: number): void {
    const n = this.window;
    let sum = 0;
    this.#suffix[n] = 0;
    for (let k = 1; k <= n; k++) {
      const i = end - k;
      sum += i < 0 ? NaN : x[i];
      this.#suffix[n - k] = sum;
    }
  }
}
