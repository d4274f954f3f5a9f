import type { Exchange } from 'ccxt';
import { didYouMean, HindcastError } from '@hindcast/engine';
import type { DownloadVenue } from './download-service.ts';
import { anyVenueFeeds } from './venues/any-venue.ts';
import { binanceFeeds } from './venues/binance.ts';
import { bybitFeeds } from './venues/bybit.ts';

/** A venue by its ccxt id. ccxt keeps to the venue's rate limits. */
export async function openVenue(id: string): Promise<DownloadVenue> {
  const { default: ccxt } = await import('ccxt');
  if (id === 'binanceusdm') {
    const exchange = new ccxt.binanceusdm({ enableRateLimit: true });
    return { exchange, feeds: binanceFeeds(exchange) };
  }
  if (id === 'bybit') {
    const exchange = new ccxt.bybit({
      enableRateLimit: true,
      options: { fetchMarkets: { types: ['linear'] } },
    });
    return { exchange, feeds: bybitFeeds(exchange) };
  }
  const Venue = ccxt.exchanges.includes(id)
    ? (ccxt as unknown as Record<string, new (config: object) => Exchange>)[id]
    : undefined;
  if (!Venue) {
    const action = didYouMean(id, ccxt.exchanges) || 'Use a ccxt exchange id, such as binanceusdm.';
    throw new HindcastError('VENUE_UNKNOWN', `There is no venue "${id}".`, action, { field: 'venue' });
  }
  const exchange = new Venue({ enableRateLimit: true });
  return { exchange, feeds: anyVenueFeeds(exchange) };
}
