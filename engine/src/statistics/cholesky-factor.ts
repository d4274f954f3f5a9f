const sqrt = Math.sqrt;

/** What may be left of a column beyond its predecessors, as a share of its square, before the digits are gone. */
const LEAST_PIVOT = 1e-9;

/**
 * Lower Cholesky factor of the cross products of a regression, the response as the last column. From it follow the fit and
 * the residual sum of squares of every nested regression.
 *
 * Cross products square the condition of the columns: where a pivot says that the digits would not do, there is no factor and the
 * caller takes a QR factorisation.
 *
 * Source: G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., §4.2 and §5.3.3.
 */
export class CholeskyFactor {
  readonly #l: Float64Array;
  readonly #n: number;

  private constructor(l: Float64Array, n: number) {
    this.#l = l;
    this.#n = n;
  }

  /**
   * @param gram n × n, row by row; only the lower triangle is read
   * @returns undefined where the columns are too nearly dependent
   */
  static of(gram: Float64Array, n: number): CholeskyFactor | undefined {
    const l = gram.slice();
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = l[i * n + j];
        for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
        if (i !== j) l[i * n + j] = sum / l[j * n + j];
        else if (sum > LEAST_PIVOT * gram[i * n + i]) l[i * n + i] = sqrt(sum);
        else return undefined;
      }
    }
    return new CholeskyFactor(l, n);
  }

  /** Entry of the factor, column ≤ row. */
  at(row: number, column: number): number {
    return this.#l[row * this.#n + column];
  }

  /** Coefficients of the response on all other columns. */
  coefficients(): Float64Array {
    const n = this.#n;
    const l = this.#l;
    const out = l.slice((n - 1) * n, (n - 1) * n + n - 1);
    for (let i = n - 2; i >= 0; i--) {
      for (let k = i + 1; k < n - 1; k++) out[i] -= l[k * n + i] * out[k];
      out[i] /= l[i * n + i];
    }
    return out;
  }

  /** Diagonal entry of the inverse of the regressors' cross products. */
  inverseDiagonal(at: number): number {
    const n = this.#n;
    const l = this.#l;
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
