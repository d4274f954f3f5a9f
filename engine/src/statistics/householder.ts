/**
 * A matrix held column by column, factored into Q·R by Householder reflections. Normal equations would square the
 * condition of the problem; this does not.
 *
 * Source: G. H. Golub, C. F. Van Loan, Matrix Computations, 4th ed., §5.2 and §5.3.2.
 */
export class HouseholderQr {
  readonly rows: number;
  readonly columns: number;
  /** Reflection vectors below and on the diagonal. */
  readonly #vectors: Float64Array[];
  /** R column by column: R[i][j] = #r[j][i]. */
  readonly #r: Float64Array[];
  readonly #beta: Float64Array;

  /** @param columns at least one, all of one length ≥ their number; not changed */
  constructor(columns: readonly Float64Array[]) {
    this.rows = columns[0].length;
    this.columns = columns.length;
    this.#vectors = columns.map((column) => column.slice());
    this.#r = columns.map((_, j) => new Float64Array(j + 1));
    this.#beta = new Float64Array(columns.length);
    for (let j = 0; j < this.columns; j++) this.#eliminate(j);
  }

  /** |R[j][j]|: what is left of column j beyond its predecessors. */
  pivot(j: number): number {
    return Math.abs(this.#r[j][j]);
  }

  /** Least-squares solution for one right-hand side, which is not changed. */
  solve(right: Float64Array): Float64Array {
    const work = right.slice();
    for (let j = 0; j < this.columns; j++) this.#reflect(j, work);
    return this.#backSubstitute(work);
  }

  /**
   * Solves the augmented system r + A·x = f, Aᵀr = g, which refines a least-squares solution together with its residual.
   *
   * Source: Å. Björck, "Iterative refinement of linear least squares solutions I", BIT 7 (1967).
   */
  solveAugmented(f: Float64Array, g: Float64Array): { x: Float64Array; r: Float64Array } {
    const r = f.slice();
    for (let j = 0; j < this.columns; j++) this.#reflect(j, r);
    const h = this.#forwardSubstitute(g);
    const x = this.#backSubstitute(r.subarray(0, this.columns).map((value, j) => value - h[j]));
    r.set(h);
    for (let j = this.columns - 1; j >= 0; j--) this.#reflect(j, r);
    return { x, r };
  }

  /** Diagonal of (RᵀR)⁻¹: variances of the coefficients in units of the residual variance. */
  inverseDiagonal(): Float64Array {
    const k = this.columns;
    const out = new Float64Array(k);
    const unit = new Float64Array(k);
    for (let j = 0; j < k; j++) {
      unit.fill(0);
      unit[j] = 1;
      const column = this.#backSubstitute(unit);
      for (let i = 0; i < k; i++) out[i] += column[i] * column[i];
    }
    return out;
  }

  #eliminate(j: number): void {
    const v = this.#vectors[j];
    for (let i = 0; i < j; i++) {
      this.#reflect(i, v);
      this.#r[j][i] = v[i];
    }
    let squares = 0;
    for (let i = j; i < this.rows; i++) squares += v[i] * v[i];
    const norm = Math.sqrt(squares);
    const diagonal = v[j] > 0 ? -norm : norm;
    this.#r[j][j] = diagonal;
    v[j] -= diagonal;
    this.#beta[j] = norm > 0 ? -1 / (diagonal * v[j]) : 0;
  }

  /** Applies reflection j to a vector in place. */
  #reflect(j: number, vector: Float64Array): void {
    const v = this.#vectors[j];
    const { rows } = this;
    let dot = 0;
    for (let i = j; i < rows; i++) dot += v[i] * vector[i];
    const scale = dot * this.#beta[j];
    for (let i = j; i < rows; i++) vector[i] -= scale * v[i];
  }

  /** R⁻ᵀ times a vector. */
  #forwardSubstitute(right: Float64Array): Float64Array {
    const out = right.slice();
    for (let j = 0; j < this.columns; j++) {
      const column = this.#r[j];
      for (let i = 0; i < j; i++) out[j] -= column[i] * out[i];
      out[j] /= column[j];
    }
    return out;
  }

  #backSubstitute(right: Float64Array): Float64Array {
    const out = right.slice(0, this.columns);
    for (let j = this.columns - 1; j >= 0; j--) {
      const column = this.#r[j];
      out[j] /= column[j];
      for (let i = 0; i < j; i++) out[i] -= column[i] * out[j];
    }
    return out;
  }
}
