import { pow } from '../../numeric/exp.ts';
import { DAY } from '../../time.ts';
import type { DailyEquity } from './daily.ts';
import type { Drawdown } from './drawdown.ts';
import { deviation, downside, mean, ratio } from './moments.ts';

/** A year in which every day is traded. */
export const YEAR_DAYS = 365;

/** Numbers of the equity curve as a whole; NaN where undefined. Percentages in %. */
export interface Performance {
  readonly netPnl: number;
  readonly returnPct: number;
  readonly cagrPct: number;
  readonly volatilityPct: number;
  readonly sharpe: number;
  readonly sortino: number;
  readonly calmar: number;
}

/** Yearly growth rate over `ms`; NaN for less than a day, or when nothing is left to grow. */
export function cagr(start: number, end: number, ms: number): number {
  return ms >= DAY && start > 0 && end > 0 ? pow(end / start, (YEAR_DAYS * DAY) / ms) - 1 : NaN;
}

/**
 * From the equity at UTC day ends: Sharpe and Sortino of daily returns against zero, scaled by √365; Calmar is the
 * yearly growth rate over the deepest drawdown. Undefined with fewer than two days, or without any variation.
 */
export function performance(
  start: number,
  end: number,
  ms: number,
  daily: DailyEquity,
  drawdown: Drawdown,
): Performance {
  const { returns } = daily;
  const enough = returns.length >= 2;
  const scale = Math.sqrt(YEAR_DAYS);
  const average = enough ? mean(returns) : NaN;
  const growth = cagr(start, end, ms);
  return {
    netPnl: end - start,
    returnPct: 100 * (end / start - 1),
    cagrPct: 100 * growth,
    volatilityPct: enough ? 100 * deviation(returns) * scale : NaN,
    sharpe: ratio(average, deviation(returns)) * scale,
    sortino: ratio(average, downside(returns)) * scale,
    calmar: ratio(growth, drawdown.deepest),
  };
}
