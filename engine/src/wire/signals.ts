/** Long, short, or no side. */
export type Bias = 'long' | 'short' | 'none';

export type Tier = 1 | 2 | 3 | 4 | 5 | 6;

export const TIER_NAMES: Record<Tier, string> = {
  1: 'anomaly',
  2: 'confluence',
  3: 'flow',
  4: 'caution',
  5: 'divergence',
  6: 'cluster',
};

/** One condition of a tier at one bar: what was seen, what was asked, whether it held and by how much. */
export interface Condition {
  /** The metric, e.g. `oiZ`, or a short expression such as `|imbalancePct|`. */
  metric: string;
  operator: '>' | '<' | '>=' | '=';
  /** Value seen; null when it is missing at this bar. */
  value: number | null;
  threshold: number | null;
  held: boolean;
  /** Signed distance to the threshold, positive when the condition held; null when the value is missing. */
  margin: number | null;
}

/** Why a tier fired, or did not, at a bar. */
export interface Explanation {
  tier: Tier;
  name: string;
  fired: boolean;
  conditions: Condition[];
  /**
   * The smallest change of one input that would have flipped the tier; null when no single input can. `to` is the bound: what
   * did not exceed it has to pass it by the least bit.
   */
  flip: { metric: string; from: number; to: number; change: number } | null;
}

/** A signal as it travels and as it is stored (SPEC §4). */
export interface SignalRow {
  venue: string;
  symbol: string;
  timeframe: string;
  /** Row of the lane, and open time of the bar (UTC ms). The signal was known at the bar's close. */
  row: number;
  time: number;
  tier: Tier;
  name: string;
  /** Share of the confluence conditions that held: 0, 1/3, 2/3 or 1. */
  score: number | null;
  bias: Bias;
  explanation: Explanation;
}

export const EVENT_TYPES = [
  'LIQUIDATION_CASCADE',
  'FUNDING_ANOMALY',
  'VOLATILITY_REGIME',
  'REGIME_CONFIRMED',
  'CORRELATION_BREAK',
  'SIGNAL',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/** Something a detector or a tier said at a bar's close. */
export interface EngineEvent {
  type: EventType;
  venue: string;
  symbol: string;
  timeframe: string;
  row: number;
  /** Open time of the bar (UTC ms). */
  time: number;
  /** When it became known: the bar's close (UTC ms). */
  knownAt: number;
  /** 1 (low) to 5 (extreme). */
  severity: number;
  title: string;
  description: string;
  data: Record<string, number | string | boolean | null>;
}
