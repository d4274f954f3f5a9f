/** What trading costs, as it is asked for: basis points, and only what is not the default. */
export interface TradingCosts {
  readonly takerBps?: number;
  readonly makerBps?: number;
  readonly slippageModel?: 'bps' | 'spread' | 'volumeShare';
  readonly slippageBps?: number;
  readonly rangeShare?: number;
  readonly impact?: number;
  readonly funding?: boolean;
  readonly maintenanceMarginBps?: number;
  readonly liquidationFeeBps?: number;
}

/**
 * On what terms the strategy that runs along is traded. What is left out is as in the lab, so that a replay with the terms of
 * a run makes that run's trades.
 */
export interface ReplayAccount {
  readonly costs?: TradingCosts;
  /** Starting equity, USDT. */
  readonly initialCapital?: number;
  /** Only lanes of this venue are traded. */
  readonly venue?: string;
  /** Only these symbols are traded; all of the recording's when left out. */
  readonly symbols?: readonly string[];
  /** Bars that open before this time (UTC ms) are its warm-up. */
  readonly from?: number;
}
