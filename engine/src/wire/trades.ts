export type Side = 'long' | 'short';

export type ExitReason =
  'exit' | 'stop' | 'target' | 'trailing' | 'maxHolding' | 'liquidation' | 'reverse' | 'endOfData';

/** One closed trade of a simulation (SPEC §7). Money in USDT, prices in quote, times in UTC ms. */
export interface TradeRow {
  id: number;
  venue: string;
  symbol: string;
  side: Side;
  /** Row and open time of the bar whose open filled the entry. */
  entryRow: number;
  entryTime: number;
  entryPrice: number;
  exitRow: number;
  exitTime: number;
  exitPrice: number;
  /** Base units. */
  size: number;
  grossPnl: number;
  fees: number;
  /** Funding received (positive) or paid (negative) while the position was open. */
  funding: number;
  netPnl: number;
  barsHeld: number;
  /** Maximum adverse / favourable excursion of the open position, in USDT, <= 0 and >= 0. */
  mae: number;
  mfe: number;
  exitReason: ExitReason;
  /** What caused the entry: the rule's text and, where a tier fired at the bar, the highest tier. */
  cause: { rule: string; tier: number | null; row: number; time: number };
  /** Best net PnL reachable by leaving earlier within the trade minus the realised net PnL; >= 0. */
  exitRegret: number;
  /** Net PnL with the best entry fill within k bars of the signal minus the realised net PnL; >= 0. */
  entryRegret: number;
}

/** The open position of a session at a bar. */
export interface PositionState {
  venue: string;
  symbol: string;
  side: Side;
  size: number;
  entryRow: number;
  entryTime: number;
  entryPrice: number;
  unrealisedPnl: number;
  mae: number;
  mfe: number;
  stop: number | null;
  target: number | null;
  /** Price at which the venue would liquidate the position; null where there is none. */
  liquidation: number | null;
  /** What an earlier exit would have brought more than leaving at this close, net of costs; >= 0. */
  regret: number;
}

/** Running totals over the trades that had closed by the cursor. Money in USDT. */
export interface TradeTotals {
  trades: number;
  /** Trades with a net PnL above 0. */
  wins: number;
  grossPnl: number;
  netPnl: number;
  fees: number;
  funding: number;
  /** Sum of the exit regrets; >= 0. */
  exitRegret: number;
}

/** The totals before the first trade. */
export const NO_TOTALS: TradeTotals = {
  trades: 0,
  wins: 0,
  grossPnl: 0,
  netPnl: 0,
  fees: 0,
  funding: 0,
  exitRegret: 0,
};

/** The totals with one more trade that has closed. */
export function withTrade(
  before: TradeTotals,
  trade: Pick<TradeRow, 'grossPnl' | 'netPnl' | 'fees' | 'funding' | 'exitRegret'>,
): TradeTotals {
  return {
    trades: before.trades + 1,
    wins: before.wins + (trade.netPnl > 0 ? 1 : 0),
    grossPnl: before.grossPnl + trade.grossPnl,
    netPnl: before.netPnl + trade.netPnl,
    fees: before.fees + trade.fees,
    funding: before.funding + trade.funding,
    exitRegret: before.exitRegret + trade.exitRegret,
  };
}
