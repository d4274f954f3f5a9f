import { HindcastError, type Timeframe } from '@hindcast/engine';
import type { binanceusdm, bybit } from 'ccxt';
import type { VenueFeed } from '../venue-feed.ts';
import { binanceDialect } from './binance-dialect.ts';
import { bybitDialect } from './bybit-dialect.ts';
import { CcxtFeed, type ClientFactory, type Tap } from './ccxt-feed.ts';
import type { Dialect, ProExchange } from './dialect.ts';
import { tellFailedSends, type SendingClient } from './failed-sends.ts';
import { loadVenue, type VenueClient } from './load-venue.ts';

/** Where a venue is reached, when not at its own address: a recorded market. */
export interface VenueAddress {
  /** `http://127.0.0.1:4848` */
  url: string;
  /** How fast its time runs. */
  speed: number;
}

interface VenueKind {
  settings: object;
  urls: (base: string) => object;
  dialect: (rest: ProExchange, timeframe: Timeframe) => Dialect;
}

const KINDS: Record<string, VenueKind> = {
  binanceusdm: {
    settings: {
      options: { watchTradesForSymbols: { name: 'aggTrade' }, fetchMarkets: { types: ['linear'] } },
    },
    urls: (base) => ({
      fapiPublic: `${base}/fapi/v1`,
      fapiPublicV2: `${base}/fapi/v2`,
      fapiPublicV3: `${base}/fapi/v3`,
      fapiData: `${base}/futures/data`,
      ws: { future: `${base.replace(/^http/, 'ws')}/ws` },
    }),
    dialect: (rest, timeframe) => binanceDialect(rest as unknown as binanceusdm, timeframe),
  },
  bybit: {
    settings: { options: { fetchMarkets: { types: ['linear'] } } },
    urls: (base) => ({
      public: base,
      ws: { public: { linear: `${base.replace(/^http/, 'ws')}/v5/public/linear` } },
    }),
    dialect: (rest, timeframe) => bybitDialect(rest as unknown as bybit, timeframe),
  },
};

/** The venues that can be listened to. */
export const LIVE_VENUES: readonly string[] = Object.keys(KINDS);

/** ccxt waits this long for an answer, ms. */
const TIMEOUT_MS = 10_000;
/** Between two requests to a recorded market on this machine, ms. */
const LOOPBACK_RATE_LIMIT = 2;
/** Silence that a venue asks for without saying how long, ms. */
const DEFAULT_SILENCE_MS = 5_000;

/** Connects to a venue by its ccxt id. No key is needed, and none is read. */
export async function openFeed(
  venue: string,
  timeframe: Timeframe,
  address?: VenueAddress,
): Promise<VenueFeed> {
  const kind = Object.hasOwn(KINDS, venue) ? KINDS[venue] : undefined;
  if (!kind) throw unknownVenue(venue);
  const Venue = await loadVenue(venue);
  const settings = {
    ...kind.settings,
    enableRateLimit: true,
    timeout: TIMEOUT_MS,
    ...(address ? { rateLimit: LOOPBACK_RATE_LIMIT } : {}),
  };
  const make = (Client: VenueClient): ProExchange => {
    const client = new Client(settings);
    if (address) client.urls['api'] = client.deepExtend(client.urls['api'], kind.urls(address.url)) as object;
    return client;
  };
  const factory: ClientFactory = {
    rest: (onThrottled) => make(throttleAware(Venue, onThrottled)),
    stream: (tap) => make(tapped(Venue, tap)),
  };
  return new CcxtFeed(venue, timeframe, factory, (rest) => kind.dialect(rest, timeframe));
}

/** A client whose messages are heard before it handles them, and whose connections tell of what they could not send. */
function tapped(Venue: VenueClient, tap: Tap): VenueClient {
  const Base = Venue as unknown as new (settings: object) => {
    client(url: string): SendingClient;
    handleMessage(client: unknown, message: unknown): void;
  };
  return class extends Base {
    override client(url: string): SendingClient {
      return tellFailedSends(super.client(url));
    }
    override handleMessage(client: unknown, message: unknown): void {
      if (!tap(message)) super.handleMessage(client, message);
    }
  } as unknown as VenueClient;
}

/** A client that says when the venue asks for silence: 429 and 418, with Retry-After in seconds. */
function throttleAware(Venue: VenueClient, onThrottled: (ms: number) => void): VenueClient {
  const Base = Venue as unknown as new (settings: object) => {
    handleErrors(...args: unknown[]): unknown;
  };
  return class extends Base {
    override handleErrors(...args: unknown[]): unknown {
      const [status, , , , headers] = args;
      if (status === 429 || status === 418) onThrottled(silenceAsked(headers));
      return super.handleErrors(...args);
    }
  } as unknown as VenueClient;
}

function silenceAsked(headers: unknown): number {
  const entries = Object.entries((headers ?? {}) as Record<string, unknown>);
  const [, value] = entries.find(([name]) => name.toLowerCase() === 'retry-after') ?? [];
  const seconds = Number(value);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : DEFAULT_SILENCE_MS;
}

function unknownVenue(venue: string): HindcastError {
  return new HindcastError(
    'VENUE_NOT_LIVE',
    `"${venue}" cannot be watched live.`,
    `EXCHANGES may name ${LIVE_VENUES.join(', ')}.`,
    { field: 'EXCHANGES' },
  );
}
