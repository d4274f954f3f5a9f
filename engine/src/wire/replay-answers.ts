import type { SignalRow } from './signals.ts';
import type { PositionState, TradeRow, TradeTotals } from './trades.ts';

/* What a replay is asked about its recording, and what it answers. */

export interface ReplayFile {
  /** Rows in the file. */
  rows: number;
  data: ArrayBuffer | Uint8Array;
}

export interface ReplayOverviewRequest {
  session: string;
  venue: string;
  symbol: string;
  from: number;
  to: number;
  buckets: number;
}

export interface ReplayOverview {
  from: number;
  to: number;
  /** Rows per bucket; the last bucket may be shorter. */
  bucketRows: number;
  high: (number | null)[];
  low: (number | null)[];
  close: (number | null)[];
  /** signals[tier - 1][bucket]: how many bars of the bucket carry the tier. */
  signals: number[][];
  /** Missing bars per bucket. */
  holes: number[];
  events: { row: number; type: string; severity: number }[];
  trades: { id: number; side: string; entryRow: number; exitRow: number; netPnl: number }[];
}

export interface ReplayBarRequest {
  session: string;
  venue: string;
  symbol: string;
  row: number;
}

export interface ReplayBar {
  row: number;
  time: number;
  /** Every column of the lane at this row; null where missing. */
  values: Record<string, number | null>;
  explanations: SignalRow['explanation'][];
  signals: SignalRow[];
  position: PositionState | null;
  /** Where the last hour's liquidations lie: the heaviest prices below and above the close, USD in each. */
  levels: { support: LiquidationLevel[]; resistance: LiquidationLevel[] };
}

export interface LiquidationLevel {
  price: number;
  usd: number;
}

export interface ReplayTradesRequest {
  session: string;
  /** At most this many, the newest; all when left out. */
  limit?: number;
}

export interface ReplayTrades {
  trades: TradeRow[];
  totals: TradeTotals;
  /** The open position on a lane that is watched, and all that are open. */
  position: PositionState | null;
  positions?: PositionState[];
}
