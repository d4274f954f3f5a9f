import { DAY } from '../../time.ts';
import type { Ratios } from './compat-vectorbt.ts';
import { YEAR_DAYS } from './performance.ts';
import { deviation, mean, ratio, sum } from './moments.ts';

/**
 * As freqtrade defines them (`data/metrics.py`): the profit of closed trades as a share of the starting balance, per day of the
 * period, over the deviation (n in the denominator) of the trades' profits, scaled by √365. Where freqtrade says
 * -100 for "undefined", this is NaN.
 */
export function freqtradeRatios(
  pnl: Float64Array,
  exitTimes: Float64Array,
  start: number,
  periodMs: number,
): Ratios {
  const profit = pnl.map((x) => x / start);
  const days = Math.max(1, Math.floor(periodMs / DAY));
  const daily = sum(profit) / days;
  const scale = Math.sqrt(YEAR_DAYS);
  return {
    sharpe: ratio(daily, deviation(profit, 0)) * scale,
    sortino:
      ratio(
        daily,
        deviation(
          profit.filter((x) => x < 0),
          0,
        ),
      ) * scale,
    calmar: ratio(daily * 100, closedDrawdown(pnl, exitTimes, start)) * scale,
    sqn: Math.sqrt(profit.length) * ratio(mean(profit), deviation(profit)),
  };
}

/** Relative drawdown at the deepest absolute one, of the balance after each closed trade; the start counts as a peak. */
function closedDrawdown(pnl: Float64Array, exitTimes: Float64Array, start: number): number {
  const order = Array.from(pnl.keys()).sort((a, b) => exitTimes[a] - exitTimes[b] || a - b);
  let total = 0;
  let peak = 0;
  let worst = 0;
  let relative = 0;
  for (const trade of order) {
    total += pnl[trade];
    peak = Math.max(peak, total);
    if (peak - total > worst) {
      worst = peak - total;
      relative = worst / (start + peak);
    }
  }
  return relative;
}
