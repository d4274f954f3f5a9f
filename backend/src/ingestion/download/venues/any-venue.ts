import type { Exchange } from 'ccxt';
import { HOUR, timeframeMs } from '@hindcast/engine';
import type { Feed, FeedRequest, FeedRow, VenueFeeds } from '../feed.ts';

const PAGE = 100;

/** Any other venue by ccxt's unified methods, as far as it has them: bars, open interest, the ratio, funding. */
export function anyVenueFeeds(exchange: Exchange): VenueFeeds {
  return (request) => [
    bars(exchange, request),
    ...(exchange.has.fetchOpenInterestHistory ? [openInterest(exchange, request)] : []),
    ...(exchange.has.fetchLongShortRatioHistory ? [ratio(exchange, request)] : []),
    ...(exchange.has.fetchFundingRateHistory ? [funding(exchange, request)] : []),
  ];
}

function bars(exchange: Exchange, { symbol, timeframe }: FeedRequest): Feed {
  return {
    name: 'bars',
    role: 'bars',
    fields: ['open', 'high', 'low', 'close', 'volume'],
    window: PAGE * timeframeMs(timeframe),
    async page(from, to) {
      const rows = await exchange.fetchOHLCV(symbol, timeframe, from, PAGE, { until: to - 1 });
      return rows.map((row): FeedRow => [Number(row[0]), ...row.slice(1, 6).map((cell) => cell ?? '')]);
    },
  };
}

function openInterest(exchange: Exchange, { symbol, timeframe }: FeedRequest): Feed {
  return {
    name: 'openInterest',
    role: 'series',
    fields: ['openInterest', 'openInterestUsd'],
    interval: timeframeMs(timeframe),
    window: PAGE * timeframeMs(timeframe),
    async page(from, to) {
      const rows = await exchange.fetchOpenInterestHistory(symbol, timeframe, from, PAGE, { until: to - 1 });
      return rows.map((row) => [
        Number(row.timestamp),
        row.openInterestAmount ?? '',
        row.openInterestValue ?? '',
      ]);
    },
  };
}

function ratio(exchange: Exchange, { symbol, timeframe }: FeedRequest): Feed {
  return {
    name: 'globalLongShort',
    role: 'series',
    fields: ['globalLongShort'],
    interval: timeframeMs(timeframe),
    window: PAGE * timeframeMs(timeframe),
    async page(from, to) {
      const rows = await exchange.fetchLongShortRatioHistory(symbol, timeframe, from, PAGE, {
        until: to - 1,
      });
      return rows.map((row) => [Number(row.timestamp), row.longShortRatio ?? '']);
    },
  };
}

function funding(exchange: Exchange, { symbol }: FeedRequest): Feed {
  return {
    name: 'funding',
    role: 'series',
    fields: ['fundingRate'],
    interval: 8 * HOUR,
    stale: 16 * HOUR,
    window: PAGE * HOUR,
    async page(from, to) {
      const rows = await exchange.fetchFundingRateHistory(symbol, from, PAGE, { until: to - 1 });
      return rows.map((row) => [Number(row.timestamp), row.fundingRate ?? '']);
    },
  };
}
