import { HindcastError, type BarInput, type Timeframe, type UtcMs } from '@hindcast/engine';
import type { Feed } from '../../download/feed.ts';
import { barsOf, joinToBars, publishedOf, readRows, staleAfter, type Published } from '../history.ts';
import {
  STREAMS,
  type Ask,
  type FeedSink,
  type Poll,
  type SeriesSeen,
  type StreamName,
  type VenueFeed,
} from '../venue-feed.ts';
import type { Dialect, ProExchange } from './dialect.ts';

/** Hears every message of a socket before ccxt does, and keeps those that it understands. */
export type Tap = (message: unknown) => boolean;

/** Makes clients of one venue: all with the same settings, each with its own sockets. */
export interface ClientFactory {
  rest(onThrottled: (ms: number) => void): ProExchange;
  stream(tap: Tap): ProExchange;
}

const FUNDING_EVERY = 60 * 60_000;
/** How many settlements back are asked for: the interval is the distance to the one before. */
const FUNDING_SPAN = 3 * 8 * FUNDING_EVERY;
/** How long after its stamp a published ratio may be expected. */
const PUBLICATION_LAG = 15_000;

/**
 * A venue through ccxt. Each stream has a client, and so a socket, of its own: one that breaks takes no other with it.
 * Messages are read off the socket as the venue wrote them; ccxt connects, subscribes, keeps alive and reports the end.
 */
export class CcxtFeed implements VenueFeed {
  readonly venue: string;
  readonly timeframe: Timeframe;
  readonly streams: readonly StreamName[];
  readonly polls: readonly Poll[];
  onThrottled: ((ms: number) => void) | undefined;
  readonly #factory: ClientFactory;
  readonly #dialect: Dialect;
  readonly #rest: ProExchange;
  readonly #clients = new Map<StreamName, ProExchange>();
  readonly #symbols = new Map<string, string>();

  constructor(
    venue: string,
    timeframe: Timeframe,
    factory: ClientFactory,
    dialectOf: (rest: ProExchange) => Dialect,
  ) {
    this.venue = venue;
    this.timeframe = timeframe;
    this.#factory = factory;
    this.#rest = factory.rest((ms) => this.onThrottled?.(ms));
    this.#dialect = dialectOf(this.#rest);
    this.streams = STREAMS.filter((stream) => this.#dialect.watch[stream]);
    this.polls = this.#polls();
  }

  async open(symbols: readonly string[]): Promise<string[]> {
    await this.#rest.loadMarkets();
    const listed = symbols.filter((symbol) => symbol in (this.#rest.markets ?? {}));
    for (const symbol of listed) this.#symbols.set(this.#marketId(symbol), symbol);
    return listed;
  }

  async listen(stream: StreamName, symbols: readonly string[], sink: FeedSink): Promise<never> {
    const watch = this.#dialect.watch[stream]!;
    const client = this.#factory.stream((message) => this.#read(stream, message, sink));
    client.setMarketsFromExchange(this.#rest);
    this.#clients.set(stream, client);
    try {
      // Plain ws:// is reached through ccxt's own agent, which it loads when it is asked to.
      await client.loadHttpProxyAgent();
      for (;;) await watch(client, [...symbols]);
    } finally {
      this.#clients.delete(stream);
      await client.close().catch(() => undefined);
    }
  }

  async breakOff(stream: StreamName): Promise<void> {
    await this.#clients.get(stream)?.close();
  }

  async time(): Promise<UtcMs> {
    const time = await this.#rest.fetchTime();
    if (typeof time !== 'number') throw noTime(this.venue);
    return time;
  }

  async klines(symbol: string, from: UtcMs, to: UtcMs, ask: Ask): Promise<BarInput[]> {
    const feed = this.#feeds(symbol, from, to, to).find(({ role }) => role === 'bars');
    return feed ? barsOf(feed, await readRows(feed, from, to, ask)) : [];
  }

  async history(symbol: string, from: UtcMs, to: UtcMs, now: UtcMs, ask: Ask): Promise<BarInput[]> {
    const feeds = this.#feeds(symbol, from, to, now);
    const bars = await this.klines(symbol, from, to, ask);
    if (bars.length === 0) return bars;
    const series = await Promise.all(
      feeds
        .filter(({ role }) => role === 'series')
        .map(async (feed) => {
          const rows = await readRows(feed, from - staleAfter(feed), to + 1, ask);
          return { feed, published: publishedOf(feed, rows) };
        }),
    );
    return joinToBars(bars, this.timeframe, series);
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#clients.values(), this.#rest].map((client) => client.close().catch(() => {})),
    );
  }

  #read(stream: StreamName, message: unknown, sink: FeedSink): boolean {
    // An acknowledgement, too, says that somebody is there.
    if (this.#dialect.read(message, sink, (id) => this.#symbols.get(id))) return true;
    sink.alive(stream);
    return false;
  }

  #polls(): Poll[] {
    const { openInterest, ratios } = this.#dialect;
    const now: Poll[] = openInterest
      ? [
          {
            kind: 'openInterest',
            every: 0,
            ask: async (symbol, _now, ask) => [await ask(() => openInterest(this.#rest, symbol))],
          },
        ]
      : [];
    const period = this.#feeds('', 0, 1, 1).find(({ name }) => ratios.includes(name))?.interval ?? 0;
    return [
      ...now,
      { kind: 'ratios', every: period + PUBLICATION_LAG, ask: (...args) => this.#ratios(...args) },
      { kind: 'funding', every: FUNDING_EVERY, ask: (...args) => this.#funding(...args) },
    ];
  }

  /** All ratios of a symbol as of the newest of their stamps. */
  async #ratios(symbol: string, now: UtcMs, ask: Ask): Promise<SeriesSeen[]> {
    const feeds = this.#feeds(symbol, now - 1, now, now).filter(({ name }) =>
      this.#dialect.ratios.includes(name),
    );
    const newest = await Promise.all(
      feeds.map(async (feed) => {
        const rows = await readRows(feed, now - staleAfter(feed), now + 1, ask);
        return publishedOf(feed, rows).findLast(({ availableAt }) => availableAt <= now);
      }),
    );
    return merged(symbol, 'ratios', newest);
  }

  async #funding(symbol: string, now: UtcMs, ask: Ask): Promise<SeriesSeen[]> {
    const feed = this.#feeds(symbol, now - 1, now, now).find(({ name }) => name === 'funding');
    if (!feed) return [];
    const rows = await readRows(feed, now - FUNDING_SPAN, now + 1, ask);
    return merged(symbol, 'funding', [publishedOf(feed, rows).at(-1)]);
  }

  #feeds(symbol: string, from: UtcMs, to: UtcMs, now: UtcMs): Feed[] {
    const marketId = symbol === '' ? '' : this.#marketId(symbol);
    return this.#dialect.feeds({ marketId, symbol, timeframe: this.timeframe, from, to, now });
  }

  #marketId(symbol: string): string {
    return String(this.#rest.market(symbol).id);
  }
}

/** Values published apart as one, stamped when the last of them was known. */
function merged(
  symbol: string,
  kind: SeriesSeen['kind'],
  published: readonly (Published | undefined)[],
): SeriesSeen[] {
  const known = published.filter((one) => one !== undefined);
  if (known.length === 0) return [];
  const stamp = Math.max(...known.map(({ availableAt }) => availableAt));
  return [{ symbol, kind, stamp, values: Object.assign({}, ...known.map(({ values }) => values)) }];
}

function noTime(venue: string): HindcastError {
  return new HindcastError('VENUE_TIME', `${venue} did not say what time it is.`, 'Try again later.');
}
