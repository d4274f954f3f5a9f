import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import type { HedgeColumns } from './hedge-columns.ts';
import type { Phase } from '../tape/phase.ts';

const sqrt = Math.sqrt;
/** Means of x and y, Sxx, Syy, Sxy. */
const MOMENTS = 5;

/**
 * Least squares of y on x over the n rows before the current one, without drift: means and co-deviations of a finished block's
 * suffix merged with those of the current block's prefix (see kernels/rolling-moments.ts), so that a value leaves no trace once it
 * has left the window and the result does not depend on where the tape began.
 *
 * A hole in the window, or an x that does not move over it, gives NaN.
 */
export class RollingOls extends StatelessKernel {
  readonly #x: Column;
  readonly #y: Column;
  readonly #out: HedgeColumns;
  readonly #n: number;
  readonly #phase: Phase;
  /** Moments of the finished block from each position to its end. */
  readonly #suffix: Float64Array;
  readonly #prefix = new Float64Array(MOMENTS);
  readonly #inverse: Float64Array;
  /** Rows of the current block in the prefix; −1 before the first row is placed. */
  #filled = -1;

  /** @param n rows in the window, at least 3 */
  constructor(y: Column, x: Column, out: HedgeColumns, n: number, phase: Phase) {
    super();
    this.#x = x;
    this.#y = y;
    this.#out = out;
    this.#n = n;
    this.#phase = phase;
    this.#suffix = new Float64Array(MOMENTS * (n + 1));
    this.#inverse = Float64Array.from({ length: n + 1 }, (_, k) => (k > 0 ? 1 / k : 0));
  }

  advance(from: number, to: number): void {
    const x = this.#x.data;
    const y = this.#y.data;
    if (this.#filled < 0) this.#place(x, y, from);
    const n = this.#n;
    const prefix = this.#prefix;
    for (let i = from; i < to; i++) {
      if (this.#filled === n) {
        this.#finishBlock(x, y, i);
        prefix.fill(0);
        this.#filled = 0;
      }
      this.#write(i);
      this.#filled++;
      accumulate(prefix, 0, x[i], y[i], this.#inverse[this.#filled]);
    }
  }

  override load(): void {
    this.#filled = -1;
  }

  /** Merges suffix and prefix (Chan) and solves. */
  #write(i: number): void {
    const n = this.#n;
    const p = this.#prefix;
    const s = this.#suffix;
    const k = this.#filled;
    const at = MOMENTS * k;
    const share = k * this.#inverse[n];
    const dx = p[0] - s[at];
    const dy = p[1] - s[at + 1];
    const weight = (n - k) * share;
    const sxx = s[at + 2] + p[2] + dx * dx * weight;
    const syy = s[at + 3] + p[3] + dy * dy * weight;
    const sxy = s[at + 4] + p[4] + dx * dy * weight;
    // NaN for an x that does not move, rather than a slope made of rounding.
    const slope = sxx > 0 ? sxy / sxx : NaN;
    const left = syy - slope * sxy;
    this.#out.slope.data[i] = slope;
    this.#out.intercept.data[i] = s[at + 1] + dy * share - slope * (s[at] + dx * share);
    this.#out.error.data[i] = left > 0 ? sqrt(left / ((n - 2) * sxx)) : 0 * left;
  }

  #place(x: Float64Array, y: Float64Array, row: number): void {
    const n = this.#n;
    const filled = (((this.#phase.firstAbsoluteBar + row) % n) + n) % n;
    this.#finishBlock(x, y, row - filled);
    this.#prefix.fill(0);
    for (let k = 1; k <= filled; k++) {
      const i = row - filled + k - 1;
      accumulate(this.#prefix, 0, i < 0 ? NaN : x[i], i < 0 ? NaN : y[i], this.#inverse[k]);
    }
    this.#filled = filled;
  }

  #finishBlock(x: Float64Array, y: Float64Array, end: number): void {
    const n = this.#n;
    const s = this.#suffix;
    s.fill(0, MOMENTS * n);
    for (let k = 1; k <= n; k++) {
      const i = end - k;
      const at = MOMENTS * (n - k);
      for (let m = 0; m < MOMENTS; m++) s[at + m] = s[at + MOMENTS + m];
      accumulate(s, at, i < 0 ? NaN : x[i], i < 0 ? NaN : y[i], this.#inverse[k]);
    }
  }
}

/** Welford's update of the moments at `at` by one pair; `inverse` is 1 / new count. */
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
