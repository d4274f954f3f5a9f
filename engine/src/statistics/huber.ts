import { median } from 'simple-statistics';
import { refuse, type Answer } from './answer.ts';
import { leastSquares, type LeastSquares } from './least-squares.ts';
import { asNumbers, type Sample } from './sample.ts';

/** Median of |N(0, 1)|: turns a median absolute deviation into a standard deviation. */
export const MAD_OF_NORMAL = 0.6744897501960817;
/** 95 % as efficient as least squares where the errors are normal. */
export const HUBER_K = 1.345;

/** A robust fit; arrays run over the coefficients, the intercept first. */
export interface HuberFit {
  readonly coefficients: Float64Array;
  /** Huber's corrected sandwich, H1. */
  readonly standardErrors: Float64Array;
  readonly residuals: Float64Array;
  /** Weight of each observation, in (0, 1]; below 1 it is held for an outlier. */
  readonly weights: Float64Array;
  /** Median of |residual| / 0.6745, in units of y. */
  readonly scale: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface HuberOptions {
  /** Residuals beyond k scales lose weight. */
  k?: number;
  maxIterations?: number;
  /** Stops when no coefficient moves by more than this share of its standard error. */
  tolerance?: number;
}

/**
 * Huber's M-estimate with an intercept, by iteratively reweighted least squares from the least-squares fit; the scale is
 * estimated anew in each step from the median absolute residual (about 0). Where more than half of the residuals are 0 the scale is
 * 0 and the fit stands as it is.
 *
 * Proven against the published stack-loss fit (huber.spec.ts). Source: P. J. Huber, Robust Statistics (1981), §7.
 *
 * @returns the fit, or a sentence where least squares has none
 * @example huber([1, 2, 3, 40], [[1, 2, 3, 4]])
 */
export function huber(
  y: Sample,
  regressors: readonly Sample[],
  options: HuberOptions = {},
): Answer<HuberFit> {
  const { k = HUBER_K, maxIterations = 200, tolerance = 1e-8 } = options;
  const start = leastSquares(y, regressors);
  if (!start.ok) return start;
  let fit: LeastSquares = start;
  let weights = new Float64Array(y.length).fill(1);
  let residuals = start.residuals;
  let scale = scaleOf(residuals);
  let iterations = 0;
  let moved = Infinity;
  while (scale > 0 && moved > tolerance && iterations < maxIterations) {
    weights = residuals.map((r) => weightOf(r / scale, k));
    const next = leastSquares(y, regressors, { weights });
    if (!next.ok) return refuse(next.reason);
    moved = largestMove(fit.coefficients, next.coefficients, start.standardErrors);
    fit = next;
    // The weighted fit's own residuals carry the roots of the weights.
    residuals = next.residuals.map((r, i) => r / Math.sqrt(weights[i]));
    scale = scaleOf(residuals);
    iterations++;
  }
  const standardErrors = sandwich(start, residuals, scale, k);
  const { coefficients } = fit;
  return {
    ok: true,
    coefficients,
    standardErrors,
    residuals,
    weights,
    scale,
    iterations,
    converged: !(moved > tolerance),
  };
}

function scaleOf(residuals: Float64Array): number {
  return median(asNumbers(residuals.map(Math.abs))) / MAD_OF_NORMAL;
}

function weightOf(standardised: number, k: number): number {
  const size = Math.abs(standardised);
  return size <= k ? 1 : k / size;
}

function largestMove(before: Float64Array, after: Float64Array, units: Float64Array): number {
  let largest = 0;
  for (let j = 0; j < after.length; j++) {
    const move = Math.abs(after[j] - before[j]);
    if (move > 0) largest = Math.max(largest, move / units[j]);
  }
  return largest;
}

/** Huber (1981), eq. 7.6.5: K²·[Σψ²/(n − p)]·s² / (mean ψ′)² · (XᵀX)⁻¹. */
function sandwich(start: LeastSquares, residuals: Float64Array, scale: number, k: number): Float64Array {
  if (!(scale > 0) || !(start.residualSd > 0)) return new Float64Array(start.coefficients.length);
  const n = residuals.length;
  let squares = 0;
  let inside = 0;
  for (const r of residuals) {
    const u = Math.abs(r / scale);
    squares += u <= k ? u * u : k * k;
    if (u <= k) inside++;
  }
  const m = inside / n;
  const correction = 1 + ((start.coefficients.length / n) * (m * (1 - m))) / (m * m);
  const deviation = (correction * scale * Math.sqrt(squares / start.degrees)) / m;
  return start.standardErrors.map((error) => (error / start.residualSd) * deviation);
}
