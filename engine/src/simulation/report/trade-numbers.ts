import { wilsonInterval } from '../../statistics/wilson.ts';
import type { TradeStore } from '../trade-store.ts';
import { deviation, mean, ratio, sum } from './moments.ts';

/** Numbers of the closed trades; NaN where undefined. Money in USDT. */
export interface TradeNumbers {
  readonly trades: number;
  readonly longTrades: number;
  readonly shortTrades: number;
  readonly wins: number;
  readonly hitRate: number;
  readonly hitRateLow: number;
  readonly hitRateHigh: number;
  readonly grossPnl: number;
  readonly fees: number;
  readonly funding: number;
  readonly slippage: number;
  readonly profitFactor: number;
  readonly expectancy: number;
  readonly expectancyPct: number;
  readonly averageWin: number;
  readonly averageLoss: number;
  readonly bestTrade: number;
  readonly worstTrade: number;
  readonly sqn: number;
  readonly averageBarsHeld: number;
  readonly averageMae: number;
  readonly averageMfe: number;
  readonly exitRegret: number;
  readonly meanExitRegret: number;
  readonly entryRegret: number;
  readonly meanEntryRegret: number;
}

const extreme = (values: Float64Array, pick: (...values: number[]) => number): number =>
  values.length === 0 ? NaN : values.reduce((a, b) => pick(a, b));

/** Net return of each trade on its notional at entry, as a fraction. */
export function tradeReturns(trades: TradeStore): Float64Array {
  const net = trades.column('netPnl');
  const size = trades.column('size');
  const entry = trades.column('entryPrice');
  return net.map((pnl, k) => pnl / (size[k] * entry[k]));
}

export function tradeNumbers(trades: TradeStore): TradeNumbers {
  const net = trades.column('netPnl');
  const side = trades.column('side');
  const wins = net.filter((pnl) => pnl > 0);
  const losses = net.filter((pnl) => pnl < 0);
  const interval = wilsonInterval(wins.length, net.length);
  const longTrades = side.filter((s) => s > 0).length;
  const exitRegret = trades.column('exitRegret');
  const entryRegret = trades.column('entryRegret');
  return {
    trades: net.length,
    longTrades,
    shortTrades: net.length - longTrades,
    wins: wins.length,
    hitRate: interval.estimate,
    hitRateLow: interval.low,
    hitRateHigh: interval.high,
    grossPnl: sum(trades.column('grossPnl')),
    fees: sum(trades.column('fees')),
    funding: sum(trades.column('funding')),
    slippage: sum(trades.column('slippage')),
    profitFactor: ratio(sum(wins), -sum(losses)),
    expectancy: mean(net),
    expectancyPct: 100 * mean(tradeReturns(trades)),
    averageWin: mean(wins),
    averageLoss: mean(losses),
    bestTrade: extreme(net, Math.max),
    worstTrade: extreme(net, Math.min),
    sqn: net.length < 2 ? NaN : Math.sqrt(net.length) * ratio(mean(net), deviation(net)),
    averageBarsHeld: mean(trades.column('barsHeld')),
    averageMae: mean(trades.column('mae')),
    averageMfe: mean(trades.column('mfe')),
    exitRegret: sum(exitRegret),
    meanExitRegret: mean(exitRegret),
    entryRegret: sum(entryRegret),
    meanEntryRegret: mean(entryRegret),
  };
}
