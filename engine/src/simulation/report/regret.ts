import type { TradeField, TradeStore } from '../trade-store.ts';
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
  return accountOf(
    trades,
    Array.from({ length: trades.length }, (_, k) => k),
    missed,
  );
}

function accountOf(
  trades: TradeStore,
  indices: readonly number[],
  missed: readonly MissedSignal[],
): RegretAccount {
  const total = (field: TradeField): number => sum(indices.map((k) => trades.get(k, field)));
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

/** The regret of one trade: the same parts, which add up in the same way. */
export function regretOfTrade(trades: TradeStore, index: number): RegretAccount {
  return accountOf(trades, [index], []);
}

/** The regret of everything that one entry rule signalled, traded or not. */
export interface SignalRegret {
  readonly side: 'long' | 'short';
  /** Highest tier that fired at the signal; null for none, and for signals that were not traded. */
  readonly tier: number | null;
  readonly traded: number;
  readonly missed: number;
  readonly regret: RegretAccount;
}

/** Regret by signal: the long and the short rule, each by the tier that fired with it. The groups add up to the total. */
export function regretBySignal(trades: TradeStore, missed: readonly MissedSignal[]): SignalRegret[] {
  const groups = new Map<
    string,
    { side: 1 | -1; tier: number | null; trades: number[]; missed: MissedSignal[] }
  >();
  const group = (side: 1 | -1, tier: number | null): { trades: number[]; missed: MissedSignal[] } => {
    const key = `${side} ${tier}`;
    const known = groups.get(key) ?? { side, tier, trades: [], missed: [] };
    groups.set(key, known);
    return known;
  };
  for (let k = 0; k < trades.length; k++) {
    const tier = trades.get(k, 'signalTier');
    group(trades.get(k, 'side') > 0 ? 1 : -1, tier > 0 ? tier : null).trades.push(k);
  }
  for (const signal of missed) group(signal.side, null).missed.push(signal);
  return [...groups.values()]
    .sort((a, b) => b.side - a.side || (a.tier ?? 0) - (b.tier ?? 0))
    .map(({ side, tier, trades: own, missed: untraded }) => ({
      side: side > 0 ? 'long' : 'short',
      tier,
      traded: own.length,
      missed: untraded.length,
      regret: accountOf(trades, own, untraded),
    }));
}
