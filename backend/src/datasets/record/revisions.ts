import type { BarField, Timeframe, UtcMs } from '@hindcast/engine';

/** One bar as it was known from a moment on. What is learnt later about the same bar is another, higher revision. */
export interface BarRevision {
  venue: string;
  symbol: string;
  openTime: UtcMs;
  /** 0 is what was known first. */
  revision: number;
  /** When it was known here. Later revisions of a bar are known later. */
  knownAt: UtcMs;
  /** How it came to be known: `kline`, `trades`, `repair`, … */
  source: string;
  /** Fields that had a value. */
  values: Partial<Record<BarField, number>>;
}

/** When a row of the live market was decided: what was known later was not seen. */
export interface Decision {
  openTime: UtcMs;
  decidedAt: UtcMs;
}

/** Which bars: those of one market and timeframe that open in [from, to), of these venues and symbols if any are named. */
export interface RevisionQuery {
  market: string;
  timeframe: Timeframe;
  from: UtcMs;
  to: UtcMs;
  venues?: readonly string[];
  symbols?: readonly string[];
}

/** Somewhere that bars are kept with every revision and its time of arrival: the live database, or a recording of it. */
export interface RecordedRevisions {
  /** What is kept: by market and timeframe. */
  holdings(): Promise<Holding[]>;
  /** By open time. Rows that nobody decided, as when nothing ran, are not among them. */
  decisions(query: RevisionQuery): Promise<Decision[]>;
  /** By open time, then venue and symbol, then revision. */
  revisions(query: RevisionQuery): AsyncIterable<BarRevision>;
}

/** What is kept of one market and timeframe. */
export interface Holding {
  market: string;
  timeframe: Timeframe;
  venues: string[];
  symbols: string[];
  /** Open of the first bar and close of the last, UTC ms. */
  range: { from: UtcMs; to: UtcMs };
}
