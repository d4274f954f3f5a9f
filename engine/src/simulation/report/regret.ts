import type { TradeStore } from '../trade-store.ts';
import type { MissedSignal } from './missed.ts';
import { sum } from './moments.ts';

/**
 * Where the difference between what was realised and what hindsight would have made went. USDT; the six parts add up:
 *
 *     entryTiming + exitTiming + missedSignals + falseSignals + costs + funding = realised - oracle
 *
 * The oracle takes every signal: it enters at the best open within k bars of the signal and leaves at the best fill
 * after that, within the trade (or, for a signal that was not traded, within the horizon), free of costs; where even
 * that would not have covered the costs it stays out.
 */
export interface RegretAccount {
  readonly realised: number;
  readonly oracle: number;
  /** <= 0: a better open was to be had within k bars of the signal. */
  readonly entryTiming: number;
  /** <= 0: a better fill was to be had before the trade ended. */
  readonly exitTiming: number;
  /** <= 0: what hindsight would have made of signals that were not traded. */
  readonly missedSignals: number;
  /** Result before costs of trades on signals that not even hindsight could have used. */
  readonly falseSignals: number;
  /** Fees and slippage, as a negative number. */
  readonly costs: number;
  readonly funding: number;
}

export function regretAccount(trades: TradeStore, missed: readonly MissedSignal[]): RegretAccount {
  const total = (field: Parameters<TradeStore['column']>[0]): number => sum(trades.column(field));
  const missedOracle = sum(missed.map(({ oracle }) => oracle));
  return {
    realised: total('netPnl'),
    oracle: total('oracle') + missedOracle,
    entryTiming: total('entryTiming'),
    exitTiming: total('exitTiming'),
    missedSignals: 0 - missedOracle,
    falseSignals: total('falseSignal'),
    costs: 0 - total('fees') - total('slippage'),
    funding: total('funding'),
  };
}
