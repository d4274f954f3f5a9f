/** What replay sessions may take. */
export interface ReplayLimits {
  /** Sessions altogether, and per connection. */
  sessions: number;
  sessionsPerSocket: number;
  /** How long a session waits for its viewer to come back, and for a viewer to do something. */
  detachedMs: number;
  idleMs: number;
  /** Values (rows × columns) in one frame: 32 MB. */
  frameValues: number;
}

export const REPLAY_LIMITS = Symbol('replay limits');

const MINUTE_MS = 60_000;

export const DEFAULT_LIMITS: ReplayLimits = {
  sessions: 64,
  sessionsPerSocket: 8,
  detachedMs: 15 * MINUTE_MS,
  idleMs: 12 * 60 * MINUTE_MS,
  frameValues: 4_000_000,
};

/** Bars per second. */
export const MIN_SPEED = 0.25;
export const MAX_SPEED = 5_000;
