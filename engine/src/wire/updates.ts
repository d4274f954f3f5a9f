import type { Frame } from './frames.ts';
import type { ReplayState } from './replay.ts';
import type { EngineEvent, SignalRow, Tier } from './signals.ts';
import type { PositionState, TradeRow } from './trades.ts';

/**
 * Server to client, live (no room) and replay (the session's room) alike (SPEC §8).
 * One `metrics_update` carries a frame per lane that moved; more than ten of them come in several, one right after the other.
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
  /** Further frames of the same rows follow in the next update, and with the last of them events, signals and trades. */
  more?: true;
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
