import { deviation, downside, mean, ratio } from '../simulation/report/moments.ts';
import { YEAR_DAYS } from '../simulation/report/performance.ts';
import type { Simulation } from '../simulation/simulation.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import { dayEndsOf } from './day-ends.ts';

/** What one run of a sweep came to. USDT. */
export interface RunOutcome {
  readonly trades: number;
  readonly wins: number;
  /** Sums of the net PnL of winning and of losing trades (≥ 0 both). */
  readonly won: number;
  readonly lost: number;
  /** Equity at the end, an open position marked or closed as the options ask. */
  readonly finalEquity: number;
  /** Rows during which a position was open. */
  readonly exposedRows: number;
  /** Equity at the last close of each UTC day; to be read before the next run, which may write to it. */
  readonly daily: Float64Array;
}

/** The figures by which runs are ranked and shown; NaN where undefined. */
export interface OutcomeNumbers {
  readonly trades: number;
  readonly netPnl: number;
  readonly returnPct: number;
  readonly hitRate: number;
  readonly hitRateLow: number;
  readonly profitFactor: number;
  readonly expectancy: number;
  /** Of daily returns, scaled by √365, as in a report. */
  readonly sharpe: number;
  readonly sortino: number;
  /** Deepest fall of the equity at day ends from its highest so far, in %; a report's is of every close, hence deeper. */
  readonly dailyDrawdownPct: number;
  readonly exposurePct: number;
}

export type OutcomeName = keyof OutcomeNumbers;

/** What a figure is called, and whether more of it is better. */
export const OUTCOME_DOCS: Record<OutcomeName, { label: string; unit: string; better: 1 | -1 | 0 }> = {
  trades: { label: 'trades', unit: '', better: 0 },
  netPnl: { label: 'net PnL', unit: 'USDT', better: 1 },
  returnPct: { label: 'return', unit: '%', better: 1 },
  hitRate: { label: 'hit rate', unit: 'share', better: 1 },
  hitRateLow: { label: 'hit rate, low end of 95 %', unit: 'share', better: 1 },
  profitFactor: { label: 'profit factor', unit: '', better: 1 },
  expectancy: { label: 'net PnL per trade', unit: 'USDT', better: 1 },
  sharpe: { label: 'Sharpe ratio', unit: 'per year', better: 1 },
  sortino: { label: 'Sortino ratio', unit: 'per year', better: 1 },
  dailyDrawdownPct: { label: 'drawdown at day ends', unit: '%', better: -1 },
  exposurePct: { label: 'exposure', unit: '%', better: 0 },
};

/** Returns between day ends, fractions; the first is against the starting equity. */
export function dailyReturns(daily: Float64Array, startEquity: number): Float64Array {
  const returns = new Float64Array(daily.length);
  for (let k = 0; k < daily.length; k++) returns[k] = daily[k] / (k === 0 ? startEquity : daily[k - 1]) - 1;
  return returns;
}

/** The figures of an outcome over `rows` rows. */
export function numbersOf(outcome: RunOutcome, startEquity: number, rows: number): OutcomeNumbers {
  const { trades, wins, won, lost, finalEquity, exposedRows, daily } = outcome;
  const returns = dailyReturns(daily, startEquity);
  const scale = Math.sqrt(YEAR_DAYS);
  const average = returns.length >= 2 ? mean(returns) : NaN;
  const hitRate = wilsonInterval(wins, trades);
  return {
    trades,
    netPnl: finalEquity - startEquity,
    returnPct: 100 * (finalEquity / startEquity - 1),
    hitRate: hitRate.estimate,
    hitRateLow: hitRate.low,
    profitFactor: ratio(won, lost),
    expectancy: trades > 0 ? (won - lost) / trades : NaN,
    sharpe: ratio(average, deviation(returns)) * scale,
    sortino: ratio(average, downside(returns)) * scale,
    dailyDrawdownPct: 100 * deepestFall(daily, startEquity),
    exposurePct: (100 * exposedRows) / rows,
  };
}

/** The outcome of a run that went through the pipeline bar by bar, from row `from` on. */
export function outcomeOf(simulation: Simulation, from = 0): RunOutcome {
  const { book, equity, lanes, tally } = simulation;
  const { openTime, timeframeMs } = lanes[0].tape;
  const ends = dayEndsOf(openTime, timeframeMs, equity.length).filter((row) => row >= from);
  const net = book.trades.column('netPnl');
  let won = 0;
  let lost = 0;
  let wins = 0;
  for (const pnl of net) {
    if (pnl > 0) {
      wins++;
      won += pnl;
    } else if (pnl < 0) lost -= pnl;
  }
  return {
    trades: net.length,
    wins,
    won,
    lost,
    finalEquity: equity[equity.length - 1],
    exposedRows: tally.exposedRows,
    daily: Float64Array.from(ends, (row) => equity[row]),
  };
}

function deepestFall(daily: Float64Array, startEquity: number): number {
  let peak = startEquity;
  let deepest = 0;
  for (const equity of daily) {
    if (equity > peak) peak = equity;
    const fall = 1 - equity / peak;
    if (fall > deepest) deepest = fall;
  }
  return deepest;
}
