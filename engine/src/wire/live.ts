import type { ColumnDoc } from '../metrics/definition.ts';
import type { Frame } from './frames.ts';
import type { ReplayBar, ReplayFile } from './replay-answers.ts';
import type { Ack, LaneRef } from './replay.ts';
import type { EngineEvent, SignalRow } from './signals.ts';

/** Client to server about the live market, each answered by an acknowledgement. */
export interface LiveRequests {
  /** Joins the live market: `live_state` and `alert_toast` from now on. Answered with what is watched. */
  live_open: (request: Record<string, never>, ack: (answer: Ack<LiveState>) => void) => void;
  /**
   * `alert_toast` from now on, whatever else is looked at and until the connection ends. A page that replays a recording
   * says so: it hears nothing of a live market that is a recording itself, which would tell it what comes, whatever it had open or
   * watched before.
   */
  alerts_open: (request: { replaying: boolean }, ack: (answer: Ack<null>) => void) => void;
  /**
   * `metrics_update` for these lanes from now on: a frame with every row as its bar closes. It takes the place of an
   * earlier watch of this connection.
   */
  live_watch: (request: LiveWatch, ack: (answer: Ack<LiveWatched>) => void) => void;
  /** `watch_list` from now on: one row for each lane, at every close. Answered with the present one. */
  live_list: (request: LiveListRequest, ack: (answer: Ack<WatchList>) => void) => void;
  /** Rows of one lane. */
  live_rows: (request: LiveRowsRequest, ack: (answer: Ack<Frame>) => void) => void;
  /** Everything there is to say about one bar. */
  live_bar: (request: LiveBarRequest, ack: (answer: Ack<ReplayBar>) => void) => void;
  /** One column of every lane over its last bars: what the lines of a list are drawn from. */
  live_history: (request: LiveHistoryRequest, ack: (answer: Ack<LiveHistory>) => void) => void;
  /** What tiers and detectors said in the rows from one on, of every lane. */
  live_said: (request: LiveSaidRequest, ack: (answer: Ack<LiveSaid>) => void) => void;
  /** How the symbols of the largest turnover move together, as of the newest closed bar. */
  live_correlation: (request: { timeframe: string }, ack: (answer: Ack<LiveCorrelation>) => void) => void;
  /** Rows of one lane as a Parquet file. */
  live_export: (request: LiveRowsRequest, ack: (answer: Ack<ReplayFile>) => void) => void;
  /** A table that a page shows, as a Parquet file. */
  live_table: (request: LiveTable, ack: (answer: Ack<ReplayFile>) => void) => void;
  /** No more of the list, or of the rows that are watched; toasts and the state go on. */
  live_leave: (request: { what: 'list' | 'rows' }, ack: (answer: Ack<null>) => void) => void;
  /** Nothing more, please. */
  live_close: (request: Record<string, never>, ack: (answer: Ack<null>) => void) => void;
}

/** How far the live market is. */
export type LiveStage = 'off' | 'opening' | 'warming' | 'live' | 'ended' | 'failed';

/** What is watched live. Rows are counted from `start`; both change when `epoch` does. */
export interface LiveState {
  stage: LiveStage;
  /** Why it failed; null when it did not. */
  failure: string | null;
  /** `live`, or `recorded:<name>`; null before the source is known. */
  market: string | null;
  /** What to show beside every live figure: the venues, or that it is a recorded market. */
  label: string;
  simulated: boolean;
  /** Milliseconds of market time per millisecond: 1 for real venues. */
  speed: number;
  /** The market's time when this was sent, UTC ms. */
  now: number | null;
  epoch: number;
  lanes: LaneRef[];
  timeframes: LiveTimeframe[];
  columns: string[];
  docs: ColumnDoc[];
}

export interface LiveTimeframe {
  timeframe: string;
  timeframeMs: number;
  /** Open of row 0, UTC ms; null before the first row. */
  start: number | null;
  rows: number;
}

export interface LiveWatch {
  timeframe: string;
  lanes: LaneRef[];
  /** All when left out. */
  columns?: string[];
}

export interface LiveWatched {
  timeframe: string;
  rows: number;
  start: number | null;
  columns: string[];
}

export interface LiveListRequest {
  timeframe: string;
  /** All when left out. */
  columns?: string[];
}

export interface LiveRowsRequest {
  timeframe: string;
  venue: string;
  symbol: string;
  from: number;
  to: number;
  columns?: string[];
}

export interface LiveBarRequest {
  timeframe: string;
  venue: string;
  symbol: string;
  row: number;
}

export interface LiveHistoryRequest {
  timeframe: string;
  column: string;
  /** At most so many, the newest. */
  bars: number;
}

export interface LiveHistory {
  timeframe: string;
  /** The newest row in it; −1 before the first. */
  row: number;
  bars: number;
  /** `bars * lanes` little-endian float64 values, lane after lane in the order of LiveState, the newest bar last. */
  data: ArrayBuffer | Uint8Array;
}

export interface LiveSaidRequest {
  timeframe: string;
  /** The first row that is wanted; of a long stretch only the newest part is answered. */
  from: number;
}

export interface LiveSaid {
  timeframe: string;
  /** Rows [from, to) were read: those asked for, or the newest of them. */
  from: number;
  to: number;
  signals: SignalRow[];
  events: EngineEvent[];
}

/** Pearson's r of log returns over 24 h between symbols, and what is watched of it (SPEC §5.5). */
export interface LiveCorrelation {
  timeframe: string;
  /** −1 before the first bar. */
  row: number;
  time: number | null;
  /** At most twenty, largest turnover of 24 h first, each on the venue that stands for it. */
  lanes: LaneRef[];
  /** Every pair once, the lower index first. */
  pairs: LivePair[];
}

export interface LivePair {
  /** Places in {@link LiveCorrelation.lanes}. */
  first: number;
  second: number;
  r: number | null;
  /** Bars by which the first leads (above 0) or lags, where their cross-correlation is highest; null when unknown. */
  lag: number | null;
  /** What the engine's detector says of a watched pair; null for others, which have no baseline. */
  watch: {
    mean: number | null;
    deviation: number | null;
    /** 0 without a break, 1 to 5 in one; null while its baseline warms up. */
    severity: number | null;
    /** Bars the break has lasted so far. */
    persistence: number | null;
    spreadZ: number | null;
    /** 1: long the first, short the second; −1 the reverse; 0 nothing. */
    signal: number | null;
  } | null;
}

/** Texts and numbers, null where missing. */
export interface LiveTable {
  columns: string[];
  rows: (string | number | null)[][];
}

/** One row of every lane: what a watch list shows. NaN travels as NaN. */
export interface WatchList {
  timeframe: string;
  /** Row and open time of the newest closed bar; −1 and null before the first. */
  row: number;
  time: number | null;
  columns: string[];
  /** `columns.length * lanes` little-endian float64 values, column after column, lanes in the order of LiveState. */
  data: ArrayBuffer | Uint8Array;
}

/** Prices between two closes, for each lane in the order of LiveState: last trade and mark. NaN where unknown. */
export interface LivePrices {
  time: number;
  /** `2 * lanes` little-endian float64 values: first all last prices, then all marks. */
  data: ArrayBuffer | Uint8Array;
}

/** Server to client about the live market, beside `metrics_update` and `alert_toast`. */
export interface LiveEvents {
  /** The stage has changed, or the market has begun anew: rows are counted from another start. */
  live_state: (state: LiveState) => void;
  watch_list: (list: WatchList) => void;
  /** Once a second while somebody looks at a list. */
  live_prices: (prices: LivePrices) => void;
}
