import { adf } from '../statistics/adf.ts';
import { refuse, type Answer } from '../statistics/answer.ts';
import { halfLife } from '../statistics/half-life.ts';
import { fitLine } from './fit-line.ts';

/** One pair of a scan. */
export interface PairScan {
  readonly alpha: number;
  readonly beta: number;
  /** ADF of the spread, with the values for a fitted hedge. */
  readonly statistic: number;
  readonly pValue: number;
  /** Bars; NaN where the spread does not revert at all. */
  readonly halfLife: number;
  /**
   * How alike the hedge ratios of the sample's {@link SUBPERIODS} parts are: 1/(1 + their deviation / |beta|); 1 is always the same,
   * 1/2 when they scatter as widely as the ratio itself.
   */
  readonly stability: number;
  /** Standard deviation of the spread, in units of y. */
  readonly spreadDeviation: number;
  readonly rows: number;
  /** Rows left out because one side was missing. */
  readonly holes: number;
}

export const SUBPERIODS = 5;

/** A pair with more than this share of its rows missing on one side is not judged. */
const MOST_HOLES = 0.1;
const LEAST_ROWS = 100;

/**
 * Cointegration of one pair, fast: the part of a scan that a worker does. Least-squares hedge, ADF of the spread, half-life, stability of the
 * hedge ratio over parts of the sample.
 *
 * @param y dependent, @param x regressor: row i is the same time on both, NaN where a bar is missing; prices or log prices
 * @returns the figures, or a sentence: too few common rows, too many holes, a series that never moves, two identical ones
 * @example scanPair(logCloseOf(eth), logCloseOf(btc))
 */
export function scanPair(y: Float64Array, x: Float64Array): Answer<PairScan> {
  if (y.length !== x.length)
    return refuse(
      `The series differ in length (${y.length} and ${x.length}): align them on common times first.`,
    );
  const { left, right } = commonRows(y, x);
  const rows = left.length;
  const holes = y.length - rows;
  if (rows < LEAST_ROWS)
    return refuse(`${rows} common rows are too few to judge a pair; at least ${LEAST_ROWS} are needed.`);
  if (holes > MOST_HOLES * y.length)
    return refuse(
      `${holes} of ${y.length} rows are missing on one side; a spread across so many holes says nothing.`,
    );
  const line = fitLine(left, right);
  if (!line.ok) return line;
  if (line.rSquared > 1 - 1e-12)
    return refuse('The two series are the same up to scale and level: their spread is nothing but rounding.');
  const { intercept: alpha, slope: beta } = line;
  const spread = left.map((value, i) => value - alpha - beta * right[i]);
  const test = adf(spread, { series: 2 });
  if (!test.ok) return test;
  const reversion = halfLife(spread);
  return {
    ok: true,
    alpha,
    beta,
    statistic: test.statistic,
    pValue: test.pValue,
    halfLife: reversion.ok ? reversion.halfLife : NaN,
    stability: stabilityOf(left, right, beta),
    spreadDeviation: deviationOf(spread),
    rows,
    holes,
  };
}

function commonRows(y: Float64Array, x: Float64Array): { left: Float64Array; right: Float64Array } {
  const left = new Float64Array(y.length);
  const right = new Float64Array(y.length);
  let n = 0;
  for (let i = 0; i < y.length; i++) {
    if (!Number.isFinite(y[i]) || !Number.isFinite(x[i])) continue;
    left[n] = y[i];
    right[n++] = x[i];
  }
  return { left: left.subarray(0, n), right: right.subarray(0, n) };
}

/** 0 where the ratio of a part cannot be told. */
function stabilityOf(y: Float64Array, x: Float64Array, beta: number): number {
  const slopes = new Float64Array(SUBPERIODS);
  for (let k = 0; k < SUBPERIODS; k++) {
    const line = fitLine(
      y,
      x,
      Math.floor((k * y.length) / SUBPERIODS),
      Math.floor(((k + 1) * y.length) / SUBPERIODS),
    );
    if (!line.ok) return 0;
    slopes[k] = line.slope;
  }
  return 1 / (1 + deviationOf(slopes) / Math.abs(beta));
}

function deviationOf(values: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i] - mean) / (i + 1);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) * (values[i] - mean);
  return Math.sqrt(squares / (values.length - 1));
}
