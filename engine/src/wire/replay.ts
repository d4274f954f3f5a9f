import type { ColumnDoc } from '../metrics/definition.ts';
import type { Frame } from './frames.ts';
import type { ReplayAccount } from './replay-account.ts';
import type {
  ReplayBar,
  ReplayBarRequest,
  ReplayFile,
  ReplayOverview,
  ReplayOverviewRequest,
  ReplayTrades,
  ReplayTradesRequest,
} from './replay-answers.ts';
import type { BlindDecide, BlindHide, BlindState, BlindVerdict } from './replay-blind.ts';

/** *honest*: nothing after the furthest bar played leaves the server. *review*: the whole recording is open. */
export type ReplayMode = 'honest' | 'review';

export interface LaneRef {
  venue: string;
  symbol: string;
}

/** A lane as it is looked at: in a higher timeframe, or (left out) in the session's own. */
export interface LaneView extends LaneRef {
  timeframe?: string;
}

/** Client to server, each answered by an acknowledgement ({@link Ack}). */
export interface ReplayRequests {
  replay_open: (request: ReplayOpen, ack: (answer: Ack<ReplayOpened>) => void) => void;
  /** Takes an existing session over after a lost connection. */
  replay_resume: (request: { session: string }, ack: (answer: Ack<ReplayOpened>) => void) => void;
  /** Go to a row, or to the last row closed by a time; answered with the state after the jump. */
  replay_seek: (request: ReplaySeek, ack: (answer: Ack<ReplayState>) => void) => void;
  replay_step: (request: { session: string; by: number }, ack: (answer: Ack<ReplayState>) => void) => void;
  /** `speed`: bars of market time per bar of wall time, 1 means 1 bar per second. */
  replay_play: (request: ReplayPlay, ack: (answer: Ack<ReplayState>) => void) => void;
  replay_pause: (request: { session: string }, ack: (answer: Ack<ReplayState>) => void) => void;
  /** Rows of one lane, never beyond what the session may show. */
  replay_rows: (request: ReplayRowsRequest, ack: (answer: Ack<Frame>) => void) => void;
  /** The timeline's miniature: price and signals by bucket, in honest mode only up to the furthest bar. */
  replay_overview: (request: ReplayOverviewRequest, ack: (answer: Ack<ReplayOverview>) => void) => void;
  /** Everything there is to say about one bar: explanations of every tier, detector states, open position. */
  replay_bar: (request: ReplayBarRequest, ack: (answer: Ack<ReplayBar>) => void) => void;
  /** Trades that had closed by the cursor, the newest last, with the running totals and the open position. */
  replay_trades: (request: ReplayTradesRequest, ack: (answer: Ack<ReplayTrades>) => void) => void;
  /**
   * Go to the next or previous signal or trade of a lane. Forward, beyond the furthest bar, the session is
   * computed until one is found; answered with the state after the jump, or unmoved when there is none. An honest session goes
   * to the last bar then: to stay would tell what does not come.
   */
  replay_jump: (request: ReplayJump, ack: (answer: Ack<ReplayState>) => void) => void;
  /**
   * Replaces the session's strategy (text of a strategy file) and its terms; null removes it. Answered once it runs, whatever moves
   * are made meanwhile; refused with REPLAY_STRATEGY_INTERRUPTED when another one was asked for before that.
   */
  replay_strategy: (
    request: { session: string; strategy: string | null; account?: ReplayAccount },
    ack: (answer: Ack<ReplayState>) => void,
  ) => void;
  /**
   * What `metrics_update` shall carry from now on: these lanes, these columns; all of them where left out.
   * Without it a session at full speed sends every column of every lane.
   */
  replay_watch: (request: ReplayWatch, ack: (answer: Ack<null>) => void) => void;
  /** Rows of one lane as a Parquet file, never beyond what the session may show. */
  replay_export: (request: ReplayRowsRequest, ack: (answer: Ack<ReplayFile>) => void) => void;
  /** In a blind replay: what the viewer says to the signal that waits; answered with the state after it. */
  replay_decide: (request: BlindDecide, ack: (answer: Ack<ReplayState>) => void) => void;
  /** Ends a blind replay where it stands: the viewer's account beside the rule's. Nothing can be decided after that. */
  replay_verdict: (request: { session: string }, ack: (answer: Ack<BlindVerdict>) => void) => void;
  replay_close: (request: { session: string }, ack: (answer: Ack<null>) => void) => void;
}

export type Ack<T> = { ok: true; data: T } | { ok: false; error: WireError };

export interface WireError {
  code: string;
  message: string;
  action: string;
}

export interface ReplayOpen {
  dataset: string;
  timeframe: string;
  /** The lanes to compute; the first is the one shown first. All of the dataset's when left out. */
  lanes?: LaneRef[];
  mode?: ReplayMode;
  /** Start at the last bar closed by this time (UTC ms); otherwise after the warm-up. */
  at?: number;
  /** Text of a strategy file (YAML or JSON) to simulate along the way. */
  strategy?: string | null;
  /** On what terms it is traded. A blind replay takes costs and capital of them: it chooses its lane and its first bar itself. */
  account?: ReplayAccount;
  /**
   * A blind replay, always honest, of one lane: `lanes[0]`. With a hidden *identity* the server draws lane and time itself, and
   * both are left out.
   */
  blind?: BlindHide;
}

export interface ReplayOpened {
  session: string;
  dataset: { name: string; digest: string; simulated: boolean; origin: string };
  timeframe: string;
  timeframeMs: number;
  lanes: LaneRef[];
  /** Higher timeframes in which a lane can be looked at beside the session's own, shortest first. */
  timeframes: HigherTimeframe[];
  mode: ReplayMode;
  /** Open time of row 0 and number of rows of the recording; the same grid for every lane. */
  start: number;
  rows: number;
  columns: string[];
  /** What each column means, its unit and formula; shown on hover. */
  docs?: ColumnDoc[];
  state: ReplayState;
}

/** The grid of a higher timeframe: bar r opens at `start + r * timeframeMs` and is known once it has closed. */
export interface HigherTimeframe {
  timeframe: string;
  timeframeMs: number;
  /** Open time of its first whole bar, UTC ms. */
  start: number;
}

export interface ReplayState {
  session: string;
  /** Row the cursor stands on: the last bar that has closed. */
  cursor: number;
  time: number;
  /** The furthest row ever played in this session. */
  furthest: number;
  playing: boolean;
  speed: number;
  /** `hash` is of the definition with its parameters: two strategies of one name may differ. */
  strategy: { name: string; hash: string; trades: number; netPnl: number } | null;
  /** Only in a blind replay. */
  blind?: BlindState;
  /** Counts every seek; a frame with an older epoch than the last answer is stale. */
  epoch: number;
}

export interface ReplaySeek {
  session: string;
  row?: number;
  time?: number;
}

export interface ReplayPlay {
  session: string;
  /** Bars per second. */
  speed: number;
  until?: 'end' | 'signal';
  minTier?: number;
  /**
   * Stop at this row, whatever else was asked for: the end of a range that is looped. A session that stands there rests at
   * once, one beyond it refuses (REPLAY_PLAY_BEHIND), and a row beyond the last one is the last one.
   */
  to?: number;
}

export interface ReplayRowsRequest {
  session: string;
  venue: string;
  symbol: string;
  /** A higher timeframe: its rows are counted by itself, and only closed bars are among them. */
  timeframe?: string;
  from: number;
  to: number;
  columns?: string[];
}

export interface ReplayWatch {
  session: string;
  lanes?: LaneView[];
  columns?: string[];
}

export interface ReplayJump {
  session: string;
  venue: string;
  symbol: string;
  to: 'signal' | 'trade';
  direction: 1 | -1;
  /** For signals: the lowest tier that counts. */
  minTier?: number;
}
