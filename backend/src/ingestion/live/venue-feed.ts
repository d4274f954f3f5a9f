import type { BarField, BarInput, Timeframe, UtcMs } from '@hindcast/engine';

/** The streams of a venue that are listened to. */
export const STREAMS = ['klines', 'trades', 'liquidations', 'prices'] as const;
export type StreamName = (typeof STREAMS)[number];

/** A bar of the venue's own, growing or closed. */
export interface KlineSeen {
  symbol: string;
  bar: BarInput;
  closed: boolean;
  /** When the venue sent it, by its own clock. */
  sentAt: UtcMs;
}

export interface TradeSeen {
  symbol: string;
  time: UtcMs;
  price: number;
  /** Base units. */
  amount: number;
  takerBuys: boolean;
  /** Names the trade among those of its symbol. */
  id: string | number;
  /** How many of the venue's trades it stands for. */
  count: number;
}

/** A liquidation order, by the side that was liquidated. */
export interface LiquidationSeen {
  symbol: string;
  time: UtcMs;
  usd: number;
  long: boolean;
}

/** What the venue says of a contract between bars; what it did not say is left out. */
export interface PriceSeen {
  symbol: string;
  time: UtcMs;
  mark?: number;
  /** Of the settlement to come. */
  nextFundingTime?: UtcMs;
  openInterest?: number;
  openInterestUsd?: number;
}

/** Kinds of slow series, as the engine takes them in. */
export type SeriesKind = 'funding' | 'openInterest' | 'ratios';

/** A published value with its stamp: what it is about. */
export interface SeriesSeen {
  symbol: string;
  kind: SeriesKind;
  stamp: UtcMs;
  values: Partial<Record<BarField, number>>;
}

/** Who listens. Every call is synchronous: what came together is seen together. */
export interface FeedSink {
  kline(seen: KlineSeen): void;
  trade(seen: TradeSeen): void;
  liquidation(seen: LiquidationSeen): void;
  price(seen: PriceSeen): void;
  /** Something came over the stream, if only an acknowledgement. */
  alive(stream: StreamName): void;
}

/** Sends a request with patience: what waits in line, and what repeats after a failure. */
export type Ask = <T>(request: () => Promise<T>) => Promise<T>;

/** One question of the REST cycle. */
export interface Poll {
  kind: SeriesKind;
  /** How often the venue publishes something new, ms of its time; 0 where every answer is new. */
  every: number;
  ask(symbol: string, now: UtcMs, ask: Ask): Promise<SeriesSeen[]>;
}

/**
 * A venue as the collector needs it: streams that end by failing, and questions that are answered or throw. It
 * keeps to the venue's rate limits; patience, repetition and repair are the collector's.
 */
export interface VenueFeed {
  readonly venue: string;
  readonly timeframe: Timeframe;
  /** The streams that the venue has. */
  readonly streams: readonly StreamName[];
  readonly polls: readonly Poll[];
  /** Learns the venue's contracts; answers which of the symbols it lists. */
  open(symbols: readonly string[]): Promise<string[]>;
  /** Listens to a stream until it breaks: never resolves, rejects with the reason. */
  listen(stream: StreamName, symbols: readonly string[], sink: FeedSink): Promise<never>;
  /** Breaks a stream off: its `listen` rejects. */
  breakOff(stream: StreamName): Promise<void>;
  /** The venue's clock. */
  time(): Promise<UtcMs>;
  /** Closed bars that open in [from, to). */
  klines(symbol: string, from: UtcMs, to: UtcMs, ask: Ask): Promise<BarInput[]>;
  /** The same, joined with all series that the venue still has, each as of a bar's close. */
  history(symbol: string, from: UtcMs, to: UtcMs, now: UtcMs, ask: Ask): Promise<BarInput[]>;
  /** Hears how long the venue asks for silence, ms. */
  onThrottled: ((ms: number) => void) | undefined;
  close(): Promise<void>;
}
