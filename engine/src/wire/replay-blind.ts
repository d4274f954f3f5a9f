import type { Side } from './trades.ts';

/**
 * What a blind replay keeps from its viewer. *prices*: every price and every amount of money is scaled, so that the first bar's
 * close is 100. *identity*: that too, and the server draws symbol, venue and date itself and tells none of them: rows are
 * counted from the first one shown, dates are moved to {@link BLIND_WEEK}, volumes are scaled as prices are.
 */
export type BlindHide = 'prices' | 'identity';

/** What the viewer says to a signal. */
export type BlindChoice = Side | 'pass';

/** Monday 2000-01-03: where the dates of a replay with a hidden identity are moved to, by whole weeks. UTC ms. */
export const BLIND_WEEK = 946_857_600_000;

/** What stands in the place of names that are hidden. */
export const BLIND_NAME = 'hidden';

/** How far a blind replay is. The film does not go on beyond a signal that waits for a choice. */
export interface BlindState {
  hide: BlindHide;
  /** Row at which a signal waits for a choice; null while none does. */
  waiting: number | null;
  /** Signals that were decided. */
  decided: number;
}

export interface BlindDecide {
  session: string;
  /** The row that waits: a choice that was meant for another one is refused. */
  row: number;
  choice: BlindChoice;
}

/** What somebody made of the signals. Money in USDT; shares are null where nothing was traded. */
export interface BlindScore {
  trades: number;
  wins: number;
  /** Share of trades with a net PnL above 0, and its Wilson 95 % interval. */
  hitRate: number | null;
  hitRateLow: number | null;
  hitRateHigh: number | null;
  netPnl: number;
  fees: number;
  funding: number;
  /** Sum of the exit regrets of the trades; >= 0. */
  exitRegret: number;
  /** What hindsight would have made of the signals that were passed; >= 0. */
  missedRegret: number;
}

/** One signal of a blind replay; each side's PnL is that of the trade it became, null where it became none. */
export interface BlindSignal {
  row: number;
  time: number;
  rule: Side;
  choice: BlindChoice;
  choicePnl: number | null;
  rulePnl: number | null;
}

/** The end of a blind replay: the viewer's account beside the rule's, and what it was all about. */
export interface BlindVerdict {
  viewer: BlindScore;
  rule: BlindScore;
  signals: BlindSignal[];
  strategy: { name: string; hash: string };
  /** The stretch as it really was; `from` is the open of the first bar decided on, `to` the close of the last one shown. */
  revealed: {
    dataset: string;
    digest: string;
    venue: string;
    symbol: string;
    timeframe: string;
    from: number;
    to: number;
  };
}
