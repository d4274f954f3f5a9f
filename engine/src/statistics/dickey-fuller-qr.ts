import type { DickeyFullerFit } from './dickey-fuller-gram.ts';
import { leastSquares } from './least-squares.ts';
import type { Trend } from './mackinnon.ts';

/** The regression by QR, for columns so nearly dependent that their cross products lack the digits. */
function regression(
  y: Float64Array,
  skip: number,
  lags: number,
  trend: Trend,
): ReturnType<typeof leastSquares> {
  const rows = y.length - skip - 1;
  const column = (value: (t: number) => number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => value(skip + 1 + i));
  const regressors = [column((t) => y[t - 1])];
  for (let k = 1; k <= lags; k++) regressors.push(column((t) => y[t - k] - y[t - k - 1]));
  if (trend === 'ct') regressors.push(column((t) => t));
  return leastSquares(
    column((t) => y[t] - y[t - 1]),
    regressors,
    { intercept: trend !== 'n' },
  );
}

/** The fit with a number of lags on all rows that they leave; undefined where it leaves no residual. */
export function dickeyFullerByQr(y: Float64Array, lags: number, trend: Trend): DickeyFullerFit | undefined {
  const fit = regression(y, lags, lags, trend);
  const level = trend === 'n' ? 0 : 1;
  // A residual that is only rounding makes a statistic of any size.
  if (!fit.ok || !(fit.rSquared < 1 - 1e-12)) return undefined;
  return { statistic: fit.tStatistics[level], reversion: fit.coefficients[level] };
}

/** Residual sums of squares with 0 … `most` lags on the same rows; undefined where not even none can be fitted. */
export function nestedResidualsByQr(y: Float64Array, most: number, trend: Trend): Float64Array | undefined {
  const out = new Float64Array(most + 1);
  for (let k = 0; k <= most; k++) {
    const fit = regression(y, most, k, trend);
    if (!fit.ok) {
      // More lags than the series has freedom for: those that it has are compared.
      if (k === 0) return undefined;
      return out.fill(Infinity, k);
    }
    out[k] = fit.residualSd * fit.residualSd * fit.degrees;
  }
  return out;
}
