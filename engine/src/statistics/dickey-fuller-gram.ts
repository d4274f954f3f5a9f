import { CholeskyFactor } from './cholesky-factor.ts';
import { differences, dotLagged, standardised } from './lagged-differences.ts';
import type { Trend } from './mackinnon.ts';

/** The regression of a Dickey–Fuller test for one number of lags. */
export interface DickeyFullerFit {
  readonly statistic: number;
  /** Coefficient of the level: 0 under the unit root, negative when the series reverts. */
  readonly reversion: number;
}

/** Level and differences of a series in one scale, as every number of lags needs them. */
export interface DickeyFullerColumns {
  readonly level: Float64Array;
  readonly difference: Float64Array;
  readonly trend: Trend;
}

/** @param y finite, not constant */
export function dickeyFullerColumns(y: Float64Array, trend: Trend): DickeyFullerColumns {
  const { level, scale } = standardised(y, trend !== 'n');
  return { level, difference: differences(y, scale), trend };
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

  /** Regression rows are t = lags + 1 … length − 1. */
  constructor({ level, difference, trend }: DickeyFullerColumns, lags: number) {
    const deterministic = trend === 'n' ? 0 : trend === 'c' ? 1 : 2;
    this.rows = level.length - lags - 1;
    this.#lags = lags;
    this.#fixed = deterministic + 1;
    this.#size = this.#fixed + lags + 1;
    this.#gram = new Float64Array(this.#size * this.#size);
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
    const factor = CholeskyFactor.of(this.#gram, this.#size);
    if (!factor) return undefined;
    const response = this.#size - 1;
    const out = new Float64Array(this.#lags + 1);
    let rest = this.#gram[response * this.#size + response];
    for (let j = 0; j < response; j++) {
      const z = factor.at(response, j);
      rest -= z * z;
      if (j >= this.#fixed - 1) out[j - this.#fixed + 1] = Math.max(rest, 0);
    }
    return out;
  }

  /** The fit with all lags; undefined where the columns are too nearly dependent or nothing is left over. */
  fit(): DickeyFullerFit | undefined {
    const factor = CholeskyFactor.of(this.#gram, this.#size);
    if (!factor) return undefined;
    const response = this.#size - 1;
    const level = this.#fixed - 1;
    const last = factor.at(response, response);
    const degrees = this.rows - response;
    if (!(last > 0) || degrees < 1) return undefined;
    // Level and differences share one scale: the coefficient is the same as in the units of y.
    const reversion = factor.coefficients()[level];
    const error = Math.sqrt(((last * last) / degrees) * factor.inverseDiagonal(level));
    return { statistic: reversion / error, reversion };
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
}
