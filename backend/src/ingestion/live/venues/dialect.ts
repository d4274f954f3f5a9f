import type { BarField } from '@hindcast/engine';
import type { Exchange } from 'ccxt';
import type { VenueFeeds } from '../../download/feed.ts';
import type { FeedSink, SeriesSeen, StreamName } from '../venue-feed.ts';

/** A ccxt client with its streaming side. */
export type ProExchange = Exchange & {
  setMarketsFromExchange(source: Exchange): unknown;
};

/** What a message means, and how a venue is asked: the part of a feed that differs from venue to venue. */
export interface Dialect {
  /** Subscribes to a stream; rejects when it breaks. */
  watch: Partial<Record<StreamName, (exchange: ProExchange, symbols: string[]) => Promise<unknown>>>;
  /** Reads a message of a stream as the venue sent it; false when it is something else. */
  read(message: unknown, sink: FeedSink, symbolOf: (marketId: string) => string | undefined): boolean;
  /** The present open interest; null where the venue streams it. */
  openInterest: ((exchange: ProExchange, symbol: string) => Promise<SeriesSeen>) | null;
  /** The series that are published from time to time, and history of everything. */
  feeds: VenueFeeds;
  /** Which of the feeds' series are asked in the cycle, with the fields that go together. */
  ratios: readonly string[];
}

export const numberOf = (value: unknown): number => {
  const x =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : NaN;
  return Number.isFinite(x) ? x : NaN;
};

/** Only the values that are there. */
export function present(values: Partial<Record<BarField, number>>): Partial<Record<BarField, number>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => Number.isFinite(value)));
}

/** A message's part as an object; an empty one when it is something else. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
