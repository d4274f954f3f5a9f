import { refuse, type Answer } from './answer.ts';
import {
  dependentColumn,
  designMatrix,
  powerOfTwoScale,
  refuseInput,
  sentenceForRank,
  weighted,
} from './design-matrix.ts';
import { HouseholderQr } from './householder.ts';
import { refinedSolution } from './refined-solution.ts';
import type { Sample } from './sample.ts';
import { tTwoSidedP } from './t-distribution.ts';

/** A fitted linear model. Arrays run over the coefficients: the intercept first where there is one. */
export interface LeastSquares {
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  /** coefficient / standard error; ±Infinity for a perfect fit. */
  readonly tStatistics: Float64Array;
  /** Two-sided, Student's t. */
  readonly pValues: Float64Array;
  readonly residuals: Float64Array;
  /** √(Σ residual² / degrees), in units of y. */
  readonly residualSd: number;
  /** Share of the variation of y that is explained; about 0 instead of about the mean without an intercept. NaN for a constant y. */
  readonly rSquared: number;
  /** Observations less coefficients. */
  readonly degrees: number;
  readonly observations: number;
}

export interface LeastSquaresOptions {
  /** Whether a constant is fitted; yes by default. */
  intercept?: boolean;
  /** One weight ≥ 0 per observation; all 1 by default. */
  weights?: Sample;
}

/**
 * Ordinary (or weighted) least squares of y on any number of regressors, by Householder QR, refined iteratively
 * with residuals of twice the precision.
 *
 * Proven against the certified values of NIST's Statistical Reference Datasets (nist-strd.spec.ts).
 * Source: G. H. Golub, C. F. Van Loan, Matrix Computations, §5.3; Å. Björck, BIT 7 (1967).
 *
 * @param y dependent variable
 * @param regressors each as long as y
 * @returns the fit, or a sentence: too few observations, a value that is not finite, regressors that repeat each other
 * @example leastSquares([1, 3, 5], [[0, 1, 2]]) // coefficients 1, 2
 */
export function leastSquares(
  y: Sample,
  regressors: readonly Sample[],
  options: LeastSquaresOptions = {},
): Answer<LeastSquares> {
  const columns = designMatrix(y.length, regressors, options);
  const refusal = refuseInput(y, regressors, columns.length, options.weights);
  if (refusal) return refusal;
  const response = weighted(Float64Array.from(y), options.weights);
  const scales = columns.map(powerOfTwoScale);
  const scaled = columns.map((column, j) => column.map((value) => value * scales[j]));
  const qr = new HouseholderQr(scaled);
  const dependent = dependentColumn(qr, scaled);
  if (dependent >= 0) return refuse(sentenceForRank(dependent, options.intercept ?? true));
  const { coefficients, residuals } = refinedSolution(qr, scaled, response);
  return report(response, residuals, coefficients, qr.inverseDiagonal(), scales, columns, options);
}

function report(
  y: Float64Array,
  residuals: Float64Array,
  scaledCoefficients: Float64Array,
  inverse: Float64Array,
  scales: readonly number[],
  columns: readonly Float64Array[],
  options: LeastSquaresOptions,
): Answer<LeastSquares> {
  const observations = y.length;
  const degrees = observations - columns.length;
  const unexplained = sumOfSquares(residuals);
  const residualSd = Math.sqrt(unexplained / degrees);
  const coefficients = scaledCoefficients.map((value, j) => value * scales[j]);
  const standardErrors = inverse.map((value, j) => residualSd * Math.sqrt(value) * scales[j]);
  const tStatistics = coefficients.map((value, j) => value / standardErrors[j]);
  const variation = (options.intercept ?? true) ? variationAbout(y, columns[0]) : sumOfSquares(y);
  return {
    ok: true,
    coefficients,
    standardErrors,
    tStatistics,
    pValues: tStatistics.map((t) => tTwoSidedP(t, degrees)),
    residuals,
    residualSd,
    rSquared: variation > 0 ? 1 - unexplained / variation : NaN,
    degrees,
    observations,
  };
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** Squared deviations of y from its (weighted) mean, `one` being the intercept's column. */
function variationAbout(y: Float64Array, one: Float64Array): number {
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < y.length; i++) {
    top += y[i] * one[i];
    bottom += one[i] * one[i];
  }
  return sumOfSquares(y.map((value, i) => value - (top / bottom) * one[i]));
}
