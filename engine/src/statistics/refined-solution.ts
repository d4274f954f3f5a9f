import { PreciseSum } from './compensated.ts';
import type { HouseholderQr } from './householder.ts';

/** Each pass gains as many digits as the condition leaves; two are enough for all but the hopeless. */
const REFINEMENTS = 2;

/** The solution and its residuals, improved together until they stand. */
export function refinedSolution(
  qr: HouseholderQr,
  columns: readonly Float64Array[],
  y: Float64Array,
): { coefficients: Float64Array; residuals: Float64Array } {
  const coefficients = qr.solve(y);
  const residuals = y.map((value, i) => preciseResidual(i, value, columns, coefficients));
  for (let pass = 0; pass < REFINEMENTS; pass++) {
    const f = y.map((value, i) => preciseResidual(i, value, columns, coefficients, residuals[i]));
    const g = Float64Array.from(columns, (column) => {
      const sum = new PreciseSum();
      for (let i = 0; i < column.length; i++) sum.add(-column[i], residuals[i]);
      return sum.value;
    });
    const { x, r } = qr.solveAugmented(f, g);
    for (let j = 0; j < x.length; j++) coefficients[j] += x[j];
    for (let i = 0; i < r.length; i++) residuals[i] += r[i];
  }
  return { coefficients, residuals };
}

/** y − residual − Σ column·coefficient at one row. */
function preciseResidual(
  row: number,
  y: number,
  columns: readonly Float64Array[],
  coefficients: Float64Array,
  residual = 0,
): number {
  const sum = new PreciseSum().add(y).add(-residual);
  for (let j = 0; j < columns.length; j++) sum.add(-columns[j][row], coefficients[j]);
  return sum.value;
}
