import type { UtcMs } from '../time.ts';

/** Levels of volatility that the simulated market moves between; the same for all symbols at a time. */
export const PHASES = ['dead', 'calm', 'normal', 'hot', 'panic', 'crash'] as const;
export type PhaseName = (typeof PHASES)[number];

export interface SymbolSpec {
  symbol: string;
  startPrice: number;
  /** Prices are whole multiples of 1/ticksPerUnit, volumes and open interest of 1/lotsPerUnit, USD of 1. */
  ticksPerUnit: number;
  lotsPerUnit: number;
  /** Daily volatility in percent in each phase. */
  volatility: Record<PhaseName, number>;
  /** How much of the market's trend the symbol takes. */
  trendBeta: number;
  /** Median quote volume of a 5m bar on the whole market, USD. */
  volumeUsd: number;
  openInterestUsd: number;
  /** Mean size of a trade, USD. */
  tradeUsd: number;
  /** Long/short accounts: median, and top traders' positions. */
  longShort: number;
  topPositions: number;
  /** Standard deviation and mean of the settled funding rate, fraction per 8 h. */
  fundingMean: number;
  fundingDeviation: number;
  /** Planted edge: after a tier-2 signal the price drifts by `share` of a day's volatility over `bars` bars. */
  edge: { bars: number; share: number } | null;
}

export interface VenueSpec {
  venue: string;
  /** Share of the market's volume, open interest and liquidations. */
  volumeShare: number;
  interestShare: number;
  liquidationShare: number;
  /** Factor on the symbol's long/short ratio. */
  longShortScale: number;
  /** Whether the venue publishes top-trader ratios and the taker ratio. */
  publishesTopTraders: boolean;
  /** Share of an open-interest change that shows one bar late. */
  interestLag: number;
  /** Size of the slow basis against the first venue, bps. */
  basisBps: number;
}

export interface PhaseSpec {
  fromDay: number;
  phase: PhaseName;
}

/** A trend of the whole market: the log price moves by `change` between two days. */
export interface TrendSpec {
  fromDay: number;
  toDay: number;
  change: number;
}

/** A correlation break: the symbols follow the market `lag` bars late, or (lag 0) not at all. */
export interface BreakSpec {
  fromDay: number;
  hours: number;
  symbols: readonly string[];
  lag: number;
}

/** What is missing: bars of a venue (all fields), or single fields over some rows. */
export interface HoleSpec {
  venue: string;
  symbol: string | null;
  fromDay: number;
  bars: number;
  what: 'bars' | 'ratios' | 'interest';
}

/** A window in which a symbol's crowd leans long: its long/short ratio moves to `level`. */
export interface CrowdSpec {
  symbol: string;
  fromDay: number;
  days: number;
  level: number;
}

export interface MarketSpec {
  start: UtcMs;
  days: number;
  symbols: readonly SymbolSpec[];
  venues: readonly VenueSpec[];
  phases: readonly PhaseSpec[];
  trends: readonly TrendSpec[];
  breaks: readonly BreakSpec[];
  crowds: readonly CrowdSpec[];
  holes: readonly HoleSpec[];
  /** Mean number of bars between planted open-interest shocks of a symbol; at least 26 lie between two. */
  shockEvery: number;
  /** Mean number of hours between planted cascades. */
  cascadeEveryHours: number;
  /** Settlements between planted funding extremes of a lane, at least. */
  fundingEvery: number;
  /** Typical correlation of two symbols and how far it wanders. */
  correlation: number;
  correlationSwing: number;
}

/** Bars of 5 minutes in a day: the simulated market has this timeframe. */
export const BARS_PER_DAY = 288;
export const BARS_PER_SETTLEMENT = 96;
