import { pow } from '../../numeric/exp.ts';
import { DAY } from '../../time.ts';
import { YEAR_DAYS } from './performance.ts';
import { deviation, downside, mean, ratio } from './moments.ts';

/** The four ratios under another engine's definitions; NaN where undefined. */
export interface Ratios {
  readonly sharpe: number;
  readonly sortino: number;
  readonly calmar: number;
  readonly sqn: number;
}

/**
 * As vectorbt defines them: on the returns of single bars, scaled by the number of bars in a year of 365 days; Calmar from the
 * compounded yearly return; SQN from trade PnL with n - 1 in the deviation.
 */
export function vectorbtRatios(
  equity: Float64Array,
  start: number,
  timeframeMs: number,
  pnl: Float64Array,
): Ratios {
  const returns = equity.map((value, row) => value / (row === 0 ? start : equity[row - 1]) - 1);
  const yearBars = (YEAR_DAYS * DAY) / timeframeMs;
  const growth = equity[equity.length - 1] / start;
  const annual = growth > 0 ? pow(growth, yearBars / returns.length) - 1 : NaN;
  return {
    sharpe: ratio(mean(returns), deviation(returns)) * Math.sqrt(yearBars),
    sortino: ratio(mean(returns) * yearBars, downside(returns) * Math.sqrt(yearBars)),
    calmar: ratio(annual, deepestFall(equity, start)),
    sqn: Math.sqrt(pnl.length) * ratio(mean(pnl), deviation(pnl)),
  };
}

function deepestFall(equity: Float64Array, start: number): number {
  let peak = start;
  let fall = 0;
  for (let row = 0; row < equity.length; row++) {
    if (equity[row] > peak) peak = equity[row];
    fall = Math.max(fall, 1 - equity[row] / peak);
  }
  return fall;
}
