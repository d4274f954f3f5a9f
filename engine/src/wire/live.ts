import type { ColumnDoc } from '../metrics/definition.ts';
import type { Frame } from './frames.ts';
import type { Ack, LaneRef, ReplayBar } from './replay.ts';

/** Client to server about the live market, each answered by an acknowledgement. */
export interface LiveRequests {
  /** Joins the live market: `live_state` and `alert_toast` from now on. Answered with what is watched. */
  live_open: (request: Record<string, never>, ack: (answer: Ack<LiveState>) => void) => void;
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
