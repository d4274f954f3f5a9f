import type { Trend } from './mackinnon.ts';

const sqrt = Math.sqrt;
/** What may be left of a column beyond its predecessors, as a share of its square, before the digits are gone. */
const LEAST_PIVOT = 1e-9;

/** The regression of a Dickey–Fuller test for one number of lags. */
export interface DickeyFullerFit {
  readonly statistic: number;
  /** Coefficient of the level: 0 under the unit root, negative when the series reverts. */
  readonly reversion: number;
}

/**
 * Cross products of the Dickey–Fuller regression Δy[t] = deterministic + γ·y[t−1] + Σ δₖ·Δy[t−k], from which the fit for every
 * number of lags follows by one Cholesky factorisation.
 *
 * Products of differences at lags (i+1, j+1) are those at (i, j) shifted by one row, so that only one row of them is
 * summed up: O(rows·lags) where a QR factorisation costs O(rows·lags²). The level is centred and scaled first. Where the columns
 * are so nearly dependent that the digits would not do, nothing is returned and the caller takes the slow road (QR).
 */
export class DickeyFullerGram {
  readonly rows: number;
  /** Columns before the lagged differences: deterministic ones, then the level. */
  readonly #fixed: number;
  readonly #size: number;
  readonly #lags: number;
  /** Lower triangle, row by row; columns as in the regression, the response last. */
  readonly #gram: Float64Array;

  /** @param y finite, not constant; regression rows t = lags + 1 … y.length − 1 */
  constructor(y: Float64Array, lags: number, trend: Trend) {
    const deterministic = trend === 'n' ? 0 : trend === 'c' ? 1 : 2;
    this.rows = y.length - lags - 1;
    this.#lags = lags;
    this.#fixed = deterministic + 1;
    this.#size = this.#fixed + lags + 1;
    this.#gram = new Float64Array(this.#size * this.#size);
    const { level, scale } = standardised(y, trend !== 'n');
    const difference = differences(y, scale);
    this.#fillDifferences(difference);
    this.#fillLevel(level, difference);
    if (trend !== 'n') this.#fillConstant(level);
    if (trend === 'ct') this.#fillTrend(level, difference);
  }

  /**
   * Residual sums of squares of the nested regressions with 0, 1, … lags on the same rows.
   *
   * @returns undefined where the columns are too nearly dependent
   */
  nestedResiduals(): Float64Array | undefined {
    const factor = this.#factor();
    if (!factor) return undefined;
    const n = this.#size;
    const out = new Float64Array(this.#lags + 1);
    let rest = this.#gram[(n - 1) * n + n - 1];
    for (let j = 0; j < n - 1; j++) {
      const z = factor[(n - 1) * n + j];
      rest -= z * z;
      if (j >= this.#fixed - 1) out[j - this.#fixed + 1] = Math.max(rest, 0);
    }
    return out;
  }

  /** The fit with all lags; undefined where the columns are too nearly dependent or nothing is left over. */
  fit(): DickeyFullerFit | undefined {
    const factor = this.#factor();
    if (!factor) return undefined;
    const n = this.#size;
    const at = this.#fixed - 1;
    const gamma = this.#solve(factor, factor.subarray((n - 1) * n, (n - 1) * n + n - 1));
    const last = factor[(n - 1) * n + n - 1];
    const degrees = this.rows - (n - 1);
    if (!(last > 0) || degrees < 1) return undefined;
    const error = sqrt(((last * last) / degrees) * this.#inverseDiagonal(factor, at));
    // Level and differences share one scale: γ is the same as in the units of y.
    return { statistic: gamma[at] / error, reversion: gamma[at] };
  }

  #set(row: number, column: number, value: number): void {
    this.#gram[row * this.#size + column] = value;
  }

  /** Position of the difference lagged by k; the response is lag 0 and comes last. */
  #place(k: number): number {
    return k === 0 ? this.#size - 1 : this.#fixed + k - 1;
  }

  /** Sums of differences are differences of levels. */
  #fillConstant(level: Float64Array): void {
    const first = this.#lags + 1;
    const last = level.length - 1;
    let sum = 0;
    for (let t = first; t <= last; t++) sum += level[t - 1];
    this.#set(0, 0, this.rows);
    this.#set(this.#fixed - 1, 0, sum);
    for (let k = 0; k <= this.#lags; k++)
      this.#set(this.#place(k), 0, level[last - k] - level[first - 1 - k]);
  }

  #fillTrend(level: Float64Array, difference: Float64Array): void {
    const first = this.#lags + 1;
    const trend = (t: number): number => (t - first) / this.rows - 0.5;
    const against = (value: (t: number) => number): number => {
      let sum = 0;
      for (let t = first; t < level.length; t++) sum += trend(t) * value(t);
      return sum;
    };
    this.#set(
      1,
      0,
      against(() => 1),
    );
    this.#set(1, 1, against(trend));
    this.#set(
      2,
      1,
      against((t) => level[t - 1]),
    );
    for (let k = 0; k <= this.#lags; k++)
      this.#set(
        this.#place(k),
        1,
        against((t) => difference[t - k]),
      );
  }

  /** Σ y[t−1]·Δy[t−k] follows from the one for k − 1: y[t−1] = y[t−2] + Δy[t−1]. Differences come first. */
  #fillLevel(level: Float64Array, difference: Float64Array): void {
    const first = this.#lags + 1;
    const last = level.length - 1;
    const row = this.#fixed - 1;
    let squares = 0;
    let product = 0;
    for (let t = first; t <= last; t++) {
      squares += level[t - 1] * level[t - 1];
      product += level[t - 1] * difference[t];
    }
    this.#set(row, row, squares);
    this.#set(this.#place(0), row, product);
    for (let k = 1; k <= this.#lags; k++) {
      product += level[first - 2] * difference[first - k] - level[last - 1] * difference[last + 1 - k];
      product += this.#gram[this.#place(k) * this.#size + this.#place(1)];
      this.#set(this.#place(k), row, product);
    }
  }

  #fillDifferences(difference: Float64Array): void {
    const first = this.#lags + 1;
    const end = difference.length;
    for (let k = 0; k <= this.#lags; k++) {
      let value = dotLagged(difference, first, end, k);
      // Walks down the diagonal of lags (i, i + k): one row enters at the front, one leaves at the back.
      for (let i = 0; i + k <= this.#lags; i++) {
        this.#setSymmetric(this.#place(i), this.#place(i + k), value);
        const before = first - 1 - i;
        const after = end - 1 - i;
        value += difference[before] * difference[before - k] - difference[after] * difference[after - k];
      }
    }
  }

  #setSymmetric(a: number, b: number, value: number): void {
    if (a >= b) this.#set(a, b, value);
    else this.#set(b, a, value);
  }

  /** Lower Cholesky factor; undefined where a pivot is too small to carry digits. The last pivot may be 0. */
  #factor(): Float64Array | undefined {
    const n = this.#size;
    const l = this.#gram.slice();
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = l[i * n + j];
        for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
        if (i !== j) l[i * n + j] = sum / l[j * n + j];
        else if (sum > LEAST_PIVOT * this.#gram[i * n + i]) l[i * n + i] = sqrt(sum);
        else return undefined;
      }
    }
    return l;
  }

  /** L⁻ᵀ times a vector. */
  #solve(l: Float64Array, right: Float64Array): Float64Array {
    const n = this.#size;
    const out = right.slice();
    for (let i = n - 2; i >= 0; i--) {
      for (let k = i + 1; k < n - 1; k++) out[i] -= l[k * n + i] * out[k];
      out[i] /= l[i * n + i];
    }
    return out;
  }

  /** Entry (at, at) of the inverse of the regressors' cross products. */
  #inverseDiagonal(l: Float64Array, at: number): number {
    const n = this.#size;
    const column = new Float64Array(n - 1);
    let sum = 0;
    for (let i = at; i < n - 1; i++) {
      let value = i === at ? 1 : 0;
      for (let k = at; k < i; k++) value -= l[i * n + k] * column[k];
      column[i] = value / l[i * n + i];
      sum += column[i] * column[i];
    }
    return sum;
  }
}

/** Level divided by its spread, so that it stands beside its differences; centred where there is a constant to take that up. */
function standardised(y: Float64Array, centre: boolean): { level: Float64Array; scale: number } {
  let mean = 0;
  for (let i = 0; i < y.length; i++) mean += (y[i] - mean) / (i + 1);
  let squares = 0;
  for (let i = 0; i < y.length; i++) squares += (y[i] - mean) * (y[i] - mean);
  const scale = sqrt(squares / y.length);
  const level = new Float64Array(y.length);
  for (let i = 0; i < y.length; i++) level[i] = (centre ? y[i] - mean : y[i]) / scale;
  return { level, scale };
}

/** (y[t] − y[t−1]) / scale at t; the entry at 0 stays 0 and is never part of a row. */
function differences(y: Float64Array, scale: number): Float64Array {
  const out = new Float64Array(y.length);
  for (let t = 1; t < y.length; t++) out[t] = (y[t] - y[t - 1]) / scale;
  return out;
}

/** Σ d[t]·d[t − lag] over t from `from` to `end` − 1, in four sums that the processor can run side by side. */
function dotLagged(d: Float64Array, from: number, end: number, lag: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let e = 0;
  let t = from;
  for (; t + 3 < end; t += 4) {
    a += d[t] * d[t - lag];
    b += d[t + 1] * d[t + 1 - lag];
    c += d[t + 2] * d[t + 2 - lag];
    e += d[t + 3] * d[t + 3 - lag];
  }
  for (; t < end; t++) a += d[t] * d[t - lag];
  return a + b + (c + e);
}
