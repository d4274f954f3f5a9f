import { refuse, type Refusal } from './answer.ts';
import type { HouseholderQr } from './householder.ts';
import type { LeastSquaresOptions } from './least-squares.ts';
import type { Sample } from './sample.ts';

/** What is left of a regressor beyond the others, as a share of it, below which it is taken for one of them. */
const RANK_TOLERANCE = 1e-13;

/** The columns of a regression, the intercept's first where there is one, each times the roots of the weights. */
export function designMatrix(
  rows: number,
  regressors: readonly Sample[],
  options: LeastSquaresOptions,
): Float64Array[] {
  const columns = regressors.map((column) => Float64Array.from(column));
  if (options.intercept ?? true) columns.unshift(new Float64Array(rows).fill(1));
  return columns.map((column) => weighted(column, options.weights));
}

/** Each value times the root of its weight: least squares of such columns is weighted least squares. */
export function weighted(column: Float64Array, weights: Sample | undefined): Float64Array {
  return weights ? column.map((value, i) => value * Math.sqrt(weights[i])) : column;
}

/** Why there can be no fit; undefined where there can. */
export function refuseInput(
  y: Sample,
  regressors: readonly Sample[],
  coefficients: number,
  weights: Sample | undefined,
): Refusal | undefined {
  const n = y.length;
  if (n <= coefficients)
    return refuse(`${n} observations are too few to fit ${coefficients} coefficients and judge the fit.`);
  for (const column of [y, ...regressors, ...(weights ? [weights] : [])]) {
    if (column.length !== n)
      return refuse(`The series differ in length: ${n} and ${column.length} observations.`);
    for (let i = 0; i < n; i++)
      if (!Number.isFinite(column[i]))
        return refuse(`Observation ${i} is ${column[i]}, not a finite number.`);
  }
  return undefined;
}

/** A power of two that brings the column's length near 1: exact, so that scaling costs no digit. */
export function powerOfTwoScale(column: Float64Array): number {
  let largest = 0;
  for (const value of column) largest = Math.max(largest, Math.abs(value));
  let scale = 1;
  if (!(largest > 0)) return scale;
  while (largest * scale >= 2) scale *= 0.5;
  while (largest * scale < 1) scale *= 2;
  return scale;
}

/** Index of the first column that the ones before it already span; −1 where there is none. */
export function dependentColumn(qr: HouseholderQr, columns: readonly Float64Array[]): number {
  return columns.findIndex((column, j) => {
    let squares = 0;
    for (const value of column) squares += value * value;
    return !(qr.pivot(j) > RANK_TOLERANCE * Math.sqrt(squares));
  });
}

/** What {@link dependentColumn} found, in words. */
export function sentenceForRank(column: number, intercept: boolean): string {
  if (intercept && column === 1)
    return 'The first regressor is constant, so that it cannot be told from the intercept.';
  const number = intercept ? column : column + 1;
  return `Regressor ${number} is a combination of the others, so that their coefficients cannot be told apart.`;
}
