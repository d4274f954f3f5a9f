import { log } from '../numeric/log.ts';
import { refuse, type Answer } from './answer.ts';
import { DickeyFullerGram, dickeyFullerColumns, type DickeyFullerColumns } from './dickey-fuller-gram.ts';
import { dickeyFullerByQr, nestedResidualsByQr } from './dickey-fuller-qr.ts';
import { mackinnonCritical, mackinnonP, type CriticalValues, type Trend } from './mackinnon.ts';
import type { Sample } from './sample.ts';

export interface AdfOptions {
  /** Deterministic part; `c` (a constant) by default. */
  trend?: Trend;
  /** Most lags that are tried; by default ⌈12·(n/100)^¼⌉ (Schwert 1989), as many as the sample carries. */
  maxLags?: number;
  /** `aic` chooses among 0 … maxLags; a number takes exactly that many. */
  lags?: 'aic' | number;
  /**
   * 1 for a series that stands for itself; 2 for the residual of a fitted hedge ratio, which fitting has already made look
   * stationary: with the values for 1, two unrelated random walks would pass about three times as often as they should.
   */
  series?: 1 | 2;
}

/** Result of an augmented Dickey–Fuller test. */
export interface AdfTest {
  /** t statistic of the level; the further below 0, the stronger the reversion. */
  readonly statistic: number;
  /** Probability of such a statistic in a series with a unit root (one that does not revert). */
  readonly pValue: number;
  readonly critical: CriticalValues;
  readonly lags: number;
  /** Rows of the final regression. */
  readonly observations: number;
  /** Coefficient of the level, γ: the share of a deviation that is undone per bar is −γ, beyond what the lags say. */
  readonly reversion: number;
}

/** Below this many values no regression is worth its name. */
const LEAST_VALUES = 12;

/**
 * Augmented Dickey–Fuller test: is the series stationary (it comes back), or does it have a unit root (it wanders)?
 * Δy[t] = α (+ β·t) + γ·y[t−1] + Σ δₖ·Δy[t−k] + ε; the statistic is γ's t value. Lags are chosen by Akaike's criterion over one
 * and the same set of rows, then the test is run on all rows that the chosen lags leave (as statsmodels and Stata do).
 *
 * Sources: S. E. Said, D. A. Dickey, Biometrika 71 (1984); J. G. MacKinnon (1994, 2010) for p-values and critical values.
 *
 * @param values in time order
 * @returns the test, or a sentence: too short, holes, a series that never changes or follows a rule without any residual
 * @example adf(spread) // { ok: true, statistic: -4.33, pValue: 0.0004, lags: 1, … }
 */
export function adf(values: Sample, options: AdfOptions = {}): Answer<AdfTest> {
  const { trend = 'c', series = 1 } = options;
  const y = values instanceof Float64Array ? values : Float64Array.from(values);
  const unfit = unfitFor(y);
  if (unfit) return refuse(unfit);
  const most = mostLags(y.length, trend, options);
  if (most < 0) return refuse(`${y.length} values are too few for the lags asked for.`);
  const columns = dickeyFullerColumns(y, trend);
  const lags = typeof options.lags === 'number' ? most : lagsByAic(y, columns, most);
  if (lags === undefined) return refuse(NO_RESIDUAL);
  const fit = new DickeyFullerGram(columns, lags).fit() ?? dickeyFullerByQr(y, lags, trend);
  if (!fit) return refuse(NO_RESIDUAL);
  const observations = y.length - lags - 1;
  return {
    ok: true,
    statistic: fit.statistic,
    pValue: mackinnonP(fit.statistic, trend, series),
    critical: mackinnonCritical(observations, trend, series),
    lags,
    observations,
    reversion: fit.reversion,
  };
}

const NO_RESIDUAL = 'The series follows its own past without any residual, so that there is nothing to test.';

function unfitFor(y: Float64Array): string | undefined {
  if (y.length < LEAST_VALUES)
    return `${y.length} values are too few for a test of stationarity; at least ${LEAST_VALUES} are needed.`;
  let holes = 0;
  let changes = 0;
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i])) holes++;
    else if (y[i] !== y[0]) changes++;
  }
  if (holes > 0)
    return `${holes} of ${y.length} values are missing, so that lags cannot be formed across them.`;
  return changes === 0 ? 'The series never changes, so that there is nothing to test.' : undefined;
}

function mostLags(n: number, trend: Trend, options: AdfOptions): number {
  const deterministic = trend === 'n' ? 0 : trend === 'c' ? 1 : 2;
  const carried = Math.floor(n / 2) - deterministic - 1;
  if (typeof options.lags === 'number') return options.lags <= carried ? options.lags : -1;
  const schwert = Math.ceil(12 * Math.sqrt(Math.sqrt(n / 100)));
  return Math.min(carried, options.maxLags ?? schwert);
}

/** Akaike's criterion, n·ln(RSS/n) + 2·(parameters), least first. */
function lagsByAic(y: Float64Array, columns: DickeyFullerColumns, most: number): number | undefined {
  const residuals =
    new DickeyFullerGram(columns, most).nestedResiduals() ?? nestedResidualsByQr(y, most, columns.trend);
  if (!residuals) return undefined;
  const rows = y.length - most - 1;
  let best = 0;
  let least = Infinity;
  for (let k = 0; k <= most; k++) {
    const criterion = rows * log(residuals[k]) + 2 * k;
    if (criterion < least) {
      least = criterion;
      best = k;
    }
  }
  return best;
}
