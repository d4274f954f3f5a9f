import type { LaneRef, PositionState, TradeRow, TradeTotals } from '@hindcast/engine/wire';

/**
 * A simulation that runs along with a session. It may have been run further than the cursor stands (after a seek back), so
 * that every question names the row as of which it is asked.
 */
export interface SimulationTrack {
  readonly strategyName: string;
  /** Rows decided so far. */
  readonly rows: number;
  /** Decides rows up to `to`, which the lanes have computed. */
  advance(to: number): void;
  /** Trades that closed in rows [from, to), by the row of their exit. */
  tradesClosed(from: number, to: number): readonly TradeRow[];
  /** Running totals over the trades that had closed at or before `row`. */
  totalsAt(row: number): TradeTotals;
  /** Rows of [from, to) in which a trade of a lane began or ended, ascending. */
  turns(lane: LaneRef, from: number, to: number): readonly number[];
  /** The position that was open after `row`. */
  positionAt(row: number): PositionState | null;
}

export const NO_TOTALS: TradeTotals = {
  trades: 0,
  wins: 0,
  grossPnl: 0,
  netPnl: 0,
  fees: 0,
  funding: 0,
  exitRegret: 0,
};
