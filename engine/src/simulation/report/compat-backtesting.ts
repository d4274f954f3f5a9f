import { exp, pow } from '../../numeric/exp.ts';
import { log } from '../../numeric/log.ts';
import { DAY } from '../../time.ts';
import type { Sample } from '../../statistics/sample.ts';
import { deviation, downside, mean, ratio, sum } from './moments.ts';

/** What backtesting.py computes its statistics from. */
export interface BacktestingInput {
  /** Close (or any) times of the rows, UTC ms; only their UTC day counts. */
  readonly times: Float64Array;
  readonly equity: Float64Array;
  /** PnL of each trade, and its return on the entry price, as a fraction. */
  readonly pnl: Float64Array;
  readonly returns: Float64Array;
}

/** Sharpe, Sortino, Calmar and SQN as backtesting.py defines them (0.6, `_stats.py`), and what they are made of. */
export interface BacktestingNumbers {
  readonly annualReturnPct: number;
  readonly annualVolatilityPct: number;
  readonly sharpe: number;
  readonly sortino: number;
  readonly calmar: number;
  readonly sqn: number;
  readonly averageTradePct: number;
  readonly profitFactor: number;
  readonly kelly: number;
}

/** exp(mean of log(1 + r)) - 1; 0 when any r is -1 or less, as backtesting.py has it. */
export function geometricMean(returns: Sample): number {
  let logs = 0;
  for (let i = 0; i < returns.length; i++) {
    if (returns[i] <= -1) return 0;
    logs += log(1 + returns[i]);
  }
  return exp(logs / returns.length) - 1;
}

/**
 * Returns from one day's last equity to the next; the first day has none.
 */
function dayReturns({ times, equity }: BacktestingInput): Float64Array {
  const ends: number[] = [];
  let last = -1;
  for (let row = 0; row < equity.length; row++) {
    const day = Math.floor(times[row] / DAY);
    if (day === last) ends[ends.length - 1] = equity[row];
    else ends.push(equity[row]);
    last = day;
  }
  return Float64Array.from(ends.slice(1), (end, k) => end / ends[k] - 1);
}

/** 365 where weekends are traded, else 252: more than 60 % of the weekend days a calendar has. */
function tradingDays(times: Float64Array): number {
  let weekend = 0;
  for (let row = 0; row < times.length; row++) {
    // 1970-01-01 was a Thursday; Monday is 0, so Saturday and Sunday are 5 and 6.
    const weekday = (Math.floor(times[row] / DAY) + 3) % 7;
    if (weekday >= 5) weekend++;
  }
  return weekend / times.length > (2 / 7) * 0.6 ? 365 : 252;
}

export function backtestingNumbers(input: BacktestingInput): BacktestingNumbers {
  const { pnl, returns } = input;
  const daily = dayReturns(input);
  const days = tradingDays(input.times);
  const growth = geometricMean(daily);
  const annual = pow(1 + growth, days) - 1;
  const spread = deviation(daily);
  const volatility = Math.sqrt(
    pow(spread * spread + (1 + growth) * (1 + growth), days) - pow(1 + growth, 2 * days),
  );
  const wins = pnl.filter((x) => x > 0);
  const losses = pnl.filter((x) => x < 0);
  const winRate = wins.length / pnl.length;
  return {
    annualReturnPct: 100 * annual,
    annualVolatilityPct: 100 * volatility,
    sharpe: ratio(annual, volatility),
    sortino: ratio(annual, downside(daily) * Math.sqrt(days)),
    calmar: ratio(annual, deepest(input.equity)),
    sqn: Math.sqrt(pnl.length) * ratio(mean(pnl), deviation(pnl)),
    averageTradePct: 100 * geometricMean(returns),
    profitFactor: ratio(sum(returns.filter((r) => r > 0)), -sum(returns.filter((r) => r < 0))),
    kelly: winRate - (1 - winRate) / (mean(wins) / -mean(losses)),
  };
}

function deepest(equity: Float64Array): number {
  let peak = -Infinity;
  let fall = 0;
  for (let row = 0; row < equity.length; row++) {
    if (equity[row] > peak) peak = equity[row];
    fall = Math.max(fall, 1 - equity[row] / peak);
  }
  return fall;
}
