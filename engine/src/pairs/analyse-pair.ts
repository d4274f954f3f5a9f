import { Column } from '../column.ts';
import { adf, type AdfTest } from '../statistics/adf.ts';
import { refuse, type Answer } from '../statistics/answer.ts';
import { halfLife, type Reversion } from '../statistics/half-life.ts';
import { huber } from '../statistics/huber.ts';
import { DEFAULT_KALMAN_NOISE, type KalmanNoise } from '../statistics/kalman-regression.ts';
import { leastSquares } from '../statistics/least-squares.ts';
import { fitLine } from './fit-line.ts';
import { KalmanHedge } from './kalman-hedge.ts';
import type { HedgeMethod } from './pair-config.ts';
import { Spread } from './spread.ts';

/** A pair over a whole sample. */
export interface PairAnalysis {
  readonly method: HedgeMethod;
  readonly alpha: number;
  /** Kalman: the last one. */
  readonly beta: number;
  readonly betaError: number;
  /** Per row; Kalman: against the line known before the row, NaN while it warms up. */
  readonly spread: Float64Array;
  readonly test: Answer<AdfTest>;
  readonly reversion: Answer<Reversion>;
  readonly stationary: boolean;
  /** One or two sentences for a person. */
  readonly verdict: string;
}

const KALMAN_WARM_UP = 30;

/**
 * Hedge ratio, spread and stationarity of a pair over a whole sample (SPEC §6). The test uses the values for a fitted hedge: the slope was
 * chosen to make the spread look stationary.
 *
 * @param y dependent, @param x regressor: finite, of one length (alignSeries), prices or log prices
 * @returns the analysis, or a sentence: too few rows, a series that never moves, two identical series
 * @example analysePair(logY, logX, 'huber').verdict
 */
export function analysePair(
  y: Float64Array,
  x: Float64Array,
  method: HedgeMethod,
  noise: KalmanNoise = DEFAULT_KALMAN_NOISE,
): Answer<PairAnalysis> {
  const unfit = unfitPair(y, x);
  if (unfit) return refuse(unfit);
  const hedge = method === 'kalman' ? kalmanHedge(y, x, noise) : lineHedge(y, x, method);
  if (!hedge.ok) return hedge;
  const judged = hedge.spread.filter((value) => value === value);
  const test = adf(judged, { series: 2 });
  const reversion = halfLife(judged);
  const stationary = test.ok && test.pValue < 0.05;
  const verdict = pairVerdict(test, reversion);
  const { alpha, beta, betaError, spread } = hedge;
  return { ok: true, method, alpha, beta, betaError, spread, test, reversion, stationary, verdict };
}

/** Why two series are no pair; undefined where they are one. */
export function unfitPair(y: Float64Array, x: Float64Array): string | undefined {
  if (y.length !== x.length)
    return `The series differ in length (${y.length} and ${x.length}): align them on common times first.`;
  for (let i = 0; i < y.length; i++)
    if (!Number.isFinite(y[i]) || !Number.isFinite(x[i]))
      return `Row ${i} is missing on one side: align the series first.`;
  const line = fitLine(y, x);
  if (!line.ok) return line.reason;
  if (line.rSquared > 1 - 1e-12)
    return 'The two series are the same up to scale and level: their spread is nothing but rounding.';
  return undefined;
}

/** What the test and the half-life mean, in plain words. */
export function pairVerdict(test: Answer<AdfTest>, reversion: Answer<Reversion>): string {
  if (!test.ok) return test.reason;
  const { statistic, pValue, critical } = test;
  const seen = `ADF ${statistic.toFixed(2)}, p ${pValue < 0.0001 ? '< 0.0001' : `= ${pValue.toFixed(4)}`}`;
  const pace = reversion.ok
    ? reversion.halfLife < 1
      ? 'Half of a deviation is gone within a bar.'
      : `Half of a deviation is gone after ${reversion.halfLife.toFixed(1)} bars.`
    : reversion.reason;
  if (statistic < critical.onePercent)
    return `The spread comes back (${seen}, beyond the 1 % value). ${pace}`;
  if (statistic < critical.fivePercent)
    return `The spread probably comes back (${seen}, beyond the 5 % value). ${pace}`;
  if (statistic < critical.tenPercent)
    return `The spread may come back (${seen}, beyond the 10 % value only); more data would tell.`;
  return `Nothing says that the spread comes back (${seen}): a spread that wanders would often look like this.`;
}

interface Hedge {
  alpha: number;
  beta: number;
  betaError: number;
  spread: Float64Array;
}

function lineHedge(y: Float64Array, x: Float64Array, method: 'ols' | 'huber'): Answer<Hedge> {
  const fit = method === 'ols' ? leastSquares(y, [x]) : huber(y, [x]);
  if (!fit.ok) return fit;
  const [alpha, beta] = fit.coefficients;
  return { ok: true, alpha, beta, betaError: fit.standardErrors[1], spread: fit.residuals };
}

/** The kernel of the signal path, run over the sample. */
function kalmanHedge(y: Float64Array, x: Float64Array, noise: KalmanNoise): Answer<Hedge> {
  const n = y.length;
  if (n < 2 * KALMAN_WARM_UP)
    return refuse(`${n} rows are too few for a Kalman filter that starts from the first ${KALMAN_WARM_UP}.`);
  // One row more than there are bars: the line known before a bar that has not come yet is the present one.
  const column = (name: string, slot: number): Column => Column.empty(name, n + 1, slot);
  const [dependent, regressor] = [column('y', 0), column('x', 1)];
  dependent.data.set(y);
  regressor.data.set(x);
  const hedge = { intercept: column('alpha', 2), slope: column('beta', 3), error: column('betaError', 4) };
  const spread = column('spread', 5);
  new KalmanHedge(dependent, regressor, hedge, noise, KALMAN_WARM_UP).advance(0, n + 1);
  new Spread(dependent, regressor, hedge, spread).advance(0, n);
  const [alpha, beta, betaError] = [hedge.intercept.data[n], hedge.slope.data[n], hedge.error.data[n]];
  if (beta !== beta) return refuse('The regressor x never moves, so that there is no hedge ratio.');
  return { ok: true, alpha, beta, betaError, spread: spread.data.slice(0, n) };
}
