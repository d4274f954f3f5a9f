import { HindcastError, MINUTE, timeframeMs, type Timeframe, type UtcMs } from '@hindcast/engine';
import type { Environment } from '../config/environment.ts';
import type { DatasetStore } from '../datasets/index.ts';
import { openMarket, RecordedVenue } from '../exchange/index.ts';
import { WallClock, type MarketClock } from '../ingestion/live/market-clock.ts';
import { RemoteVenueClock } from '../ingestion/live/remote-clock.ts';
import type { VenueFeed } from '../ingestion/live/venue-feed.ts';
import { openFeed } from '../ingestion/live/venues/open-feed.ts';

/** What is watched: real venues, or a recorded market that is played as if it were one. */
export interface LiveSource {
  /** `live`, or `recorded:<dataset>`: what its bars are stored under. */
  market: string;
  /** What a person is told: never mistaken for the real thing. */
  label: string;
  simulated: boolean;
  symbols: string[];
  clock: MarketClock;
  feeds: VenueFeed[];
  /** After this moment there is nothing more; Infinity for real venues. */
  endsAt: UtcMs;
  close(): Promise<void>;
}

/** Where a recorded market goes on: where it was left, unless it is nearly over. */
export type Resume = (market: string) => Promise<UtcMs | null>;

export const LIVE_MARKET = 'live';
/** A recorded market with less than this ahead of it begins anew. */
const LEAST_AHEAD = 6 * 3_600_000;

export async function openSource(
  environment: Environment,
  store: DatasetStore,
  resume: Resume,
  watched: readonly string[] | null = null,
): Promise<LiveSource> {
  if (timeframeMs(environment.timeframes[0]) < MINUTE) throw tooFine(environment.timeframes[0]);
  return environment.exchanges.length > 0
    ? openVenues({ ...environment, symbols: [...(watched ?? environment.symbols)] })
    : openRecorded(environment, store, resume, watched);
}

/** The venues of `EXCHANGES`, or recorded ones where `EXCHANGE_URLS` says so. */
async function openVenues({
  exchanges,
  exchangeUrls,
  symbols,
  timeframes,
}: Environment): Promise<LiveSource> {
  const urls = exchanges.map((venue) => exchangeUrls[venue] as string | undefined);
  const recorded = urls.filter((url) => url !== undefined);
  if (recorded.length > 0 && recorded.length < exchanges.length) throw mixedWorlds();
  const clock = recorded.length > 0 ? await RemoteVenueClock.connect(recorded[0]) : new WallClock();
  const { speed } = clock;
  const feeds = await Promise.all(
    exchanges.map((venue, k) =>
      openFeed(venue, timeframes[0], urls[k] ? { url: urls[k], speed } : undefined),
    ),
  );
  return {
    market: recorded.length > 0 ? `recorded:${new URL(recorded[0]).host}` : LIVE_MARKET,
    label: recorded.length > 0 ? `recorded market at ${recorded[0]}` : exchanges.join(', '),
    simulated: recorded.length > 0,
    ...{ symbols, clock, feeds, endsAt: Infinity },
    close: async () => {
      if (clock instanceof RemoteVenueClock) clock.close();
      await Promise.all(feeds.map((feed) => feed.close()));
    },
  };
}

/** A recorded dataset played on loopback: a first look without a network. */
async function openRecorded(
  { demo, timeframes }: Environment,
  store: DatasetStore,
  resume: Resume,
  watched: readonly string[] | null,
): Promise<LiveSource> {
  const { manifest } = await store.open(demo.dataset);
  const market = `recorded:${demo.dataset}`;
  const served = await openMarket(store, { dataset: demo.dataset });
  const left = await resume(market);
  const from = left !== null && left < served.to - LEAST_AHEAD ? left : undefined;
  const venue = await RecordedVenue.start(served, { speed: demo.speed, from });
  const address = { url: venue.url, speed: demo.speed };
  const feeds = await Promise.all(manifest.venues.map((id) => openFeed(id, timeframes[0], address)));
  return {
    market,
    label: `recorded market (${manifest.simulated ? 'simulated' : manifest.title})`,
    simulated: true,
    symbols: watchedOf(manifest.symbols, watched),
    clock: { speed: demo.speed, now: () => venue.clock.now() },
    feeds,
    endsAt: served.to,
    close: async () => {
      await Promise.all(feeds.map((feed) => feed.close()));
      await venue.close();
    },
  };
}

/** What is watched of a recorded market; all of it when nothing of what was wished for is in it. */
function watchedOf(recorded: readonly string[], watched: readonly string[] | null): string[] {
  const both = recorded.filter((symbol) => watched?.includes(symbol) ?? true);
  return both.length > 0 ? both : [...recorded];
}

function mixedWorlds(): HindcastError {
  return new HindcastError(
    'EXCHANGES_MIXED',
    'EXCHANGE_URLS names an address for some of the venues in EXCHANGES and not for others.',
    'Name one for all of them, or for none: a recorded market and a real one have different times.',
    { field: 'EXCHANGE_URLS' },
  );
}

function tooFine(timeframe: Timeframe): HindcastError {
  return new HindcastError(
    'TIMEFRAME_TOO_FINE',
    `Venues have no ${timeframe} candles to compare with, and the live market does not go on trades alone.`,
    'Let TIMEFRAMES begin with 1m or longer.',
    { field: 'TIMEFRAMES' },
  );
}
