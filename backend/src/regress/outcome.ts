import type { EngineConfig, EventType } from '@hindcast/engine';
import type { NumberName } from '@hindcast/engine/simulation';

/** Rows between two checkpoints of a lane's digest chains: 256 bars, so that bisection ends in less than a day of 5m. */
export const CHECKPOINT_ROWS = 256;

/**
 * One stream of rows, a lane or a pair of symbols, reduced to what is kept: digests to the bit, and the rows at which
 * something was said.
 */
export interface StreamOutcome {
  /** `binanceusdm BTC/USDT:USDT 5m`; a pair is `BTC/USDT:USDT ~ ETH/USDT:USDT`. */
  name: string;
  rows: number;
  /** Open time of the first row, UTC ms, and the length of a bar: row i opens at from + i·barMs. */
  from: number;
  barMs: number;
  /** Digest of what went in; of a pair, null: its lanes have it. */
  input: string | null;
  output: string;
  /** The first 8 hexadecimal digits of the chains after each {@link CHECKPOINT_ROWS} rows. */
  inputCheckpoints: string[];
  outputCheckpoints: string[];
  /** The first 16 digits of a digest over each column, in the order in which they are computed. */
  columns: Record<string, string>;
  /** Rows by tier, ascending. */
  signals: Record<string, number[]>;
  /** `row severity`, by type. */
  events: Partial<Record<EventType, string[]>>;
}

export interface StrategyOutcome {
  /** As the suite calls it, with the parameters it gives. */
  name: string;
  hash: string;
  params: Record<string, number>;
  /** Digest of equity and trades, to the bit. */
  digest: string;
  numbers: Record<NumberName, number | null>;
  /** Closed trades in the order of closing. */
  trades: TradeLine[];
}

/** A trade as it is kept: enough to tell it from another and to say what changed. */
export interface TradeLine {
  symbol: string;
  side: string;
  entryRow: number;
  entryPrice: number;
  exitRow: number;
  exitPrice: number;
  reason: string;
  netPnl: number;
  regret: number;
}

/** Everything a case came to; a golden file is one of these. */
export interface Outcome {
  schemaVersion: 1;
  case: string;
  dataset: { name: string; digest: string };
  timeframe: string;
  /** The whole configuration, defaults included: a golden file shows which thresholds it was made with. */
  config: EngineConfig;
  streams: StreamOutcome[];
  strategies: StrategyOutcome[];
  /** Bars per millisecond in units of the calibration kernel; null where no gate is asked for. */
  throughput: number | null;
}
