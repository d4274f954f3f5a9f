import type { ColumnDoc } from '../metrics/definition.ts';
import type { Frame } from './frames.ts';
import type { ReplayAccount } from './replay-account.ts';
import type { BlindDecide, BlindHide, BlindState, BlindVerdict } from './replay-blind.ts';
import type { EngineEvent, SignalRow, Tier } from './signals.ts';
import type { PositionState, TradeRow, TradeTotals } from './trades.ts';

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
   * computed until one is found; answered with the state after the jump, or unmoved when there is none.
   */
  replay_jump: (request: ReplayJump, ack: (answer: Ack<ReplayState>) => void) => void;
  /** Replaces the session's strategy (text of a strategy file) and its terms; null removes it. */
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
  /** On what terms it is traded; not in a blind replay. */
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
  /** Stop at this row, whatever else was asked for: the end of a range that is looped. */
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

export interface ReplayWatch {
  session: string;
  lanes?: LaneView[];
  columns?: string[];
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

export interface ReplayJump {
  session: string;
  venue: string;
  symbol: string;
  to: 'signal' | 'trade';
  direction: 1 | -1;
  /** For signals: the lowest tier that counts. */
  minTier?: number;
}

/**
 * Server to client, live (no room) and replay (the session's room) alike (SPEC §8).
 * One `metrics_update` carries a frame per lane that moved.
 */
export interface MetricsUpdate {
  source: 'live' | 'replay';
  session: string | null;
  state: ReplayState | null;
  frames: Frame[];
  events: EngineEvent[];
  signals: SignalRow[];
  /** Trades closed in these rows, the open position after them on a lane that is watched, and all open ones. */
  trades: TradeRow[];
  position: PositionState | null;
  positions?: PositionState[];
}

export interface AlertToast {
  source: 'live' | 'replay';
  session: string | null;
  signals: SignalRow[];
  events: EngineEvent[];
  /** What is said to a person, in words and with how loudly: of the live market. */
  alerts?: AlertNote[];
}

/** An alert as a page announces it. */
export interface AlertNote {
  /** The id that receivers get, and under which it is kept. */
  eventId: string;
  /** An event type of SPEC §5, or `RULE`. */
  type: string;
  tier: Tier | null;
  /** Id of the rule of the user's own that said it. */
  rule: string | null;
  venue: string;
  symbol: string;
  timeframe: string;
  /** Open of the bar and when it was known, UTC ms. */
  time: number;
  knownAt: number;
  /** 1 (low) to 5 (extreme). */
  severity: number;
  title: string;
  description: string;
  /** Stays until it is dismissed, above the others; and whether it is heard (SPEC §4: tier 2, and what is very loud). */
  high: boolean;
  sound: boolean;
  /** Why it is kept and not told; null when it is told. */
  muted: string | null;
  /** Share of hits before this bar with its 95 % interval over so many separate times; null when nothing is known. */
  record: { estimate: number; low: number; high: number; times: number; horizon: number } | null;
  /** Path that opens the replay at the bar. */
  replay: string;
}

export interface ReplayProgress {
  session: string;
  /** Rows computed and rows asked for, while a long seek is under way. */
  done: number;
  total: number;
}

export interface ServerEvents {
  metrics_update: (update: MetricsUpdate) => void;
  alert_toast: (toast: AlertToast) => void;
  replay_progress: (progress: ReplayProgress) => void;
  replay_ended: (end: { session: string; reason: string }) => void;
}
