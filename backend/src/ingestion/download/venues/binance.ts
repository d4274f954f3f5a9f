import type { binanceusdm } from 'ccxt';
import { DAY, HOUR, timeframeMs, type Timeframe } from '@hindcast/engine';
import type { Feed, FeedRequest, FeedRow, VenueFeeds } from '../feed.ts';
import { arrayRows, objectRows } from '../raw-rows.ts';

const KLINES = 1500;
const STATISTICS = 500;
const FUNDINGS = 1000;
/** Open interest and ratios are kept for thirty days; an hour less, so that no page is refused however long its turn takes. */
const KEPT = 30 * DAY - HOUR;

/** Binance USD-M by its own endpoints: the unified ones drop the taker columns and the top traders. */
export function binanceFeeds(exchange: binanceusdm): VenueFeeds {
  return (request) => [
    klines(exchange, request),
    ...statistics(exchange, request),
    funding(exchange, request),
  ];
}

function klines(exchange: binanceusdm, { marketId, timeframe }: FeedRequest): Feed {
  const step = timeframeMs(timeframe);
  return {
    name: 'bars',
    role: 'bars',
    fields: ['open', 'high', 'low', 'close', 'volume', 'quoteVolume', 'trades', 'takerBuyVolume'],
    window: KLINES * step,
    async page(from, to) {
      const answer: unknown = await exchange.fapiPublicGetKlines({
        symbol: marketId,
        interval: timeframe,
        startTime: from,
        endTime: to - 1,
        limit: KLINES,
      });
      return arrayRows(answer, 'klines').map((k) => [
        Number(k[0]),
        k[1],
        k[2],
        k[3],
        k[4],
        k[5],
        k[7],
        k[8],
        k[9],
      ]);
    },
  };
}

/** Statistics come in no finer steps than five minutes. */
function statisticsPeriod(timeframe: Timeframe): Timeframe {
  const fine: Timeframe[] = ['1s', '1m', '5m'];
  if (fine.includes(timeframe)) return '5m';
  return timeframe === '1w' ? '1d' : timeframe;
}

type Statistic = (params: Record<string, unknown>) => Promise<unknown>;

function statistics(exchange: binanceusdm, request: FeedRequest): Feed[] {
  const period = statisticsPeriod(request.timeframe);
  const feed = (
    name: string,
    fields: Feed['fields'],
    keys: string[],
    call: Statistic,
    stamp: 'open' | 'close' = 'close',
  ): Feed => ({
    name,
    role: 'series',
    fields,
    stamp,
    interval: timeframeMs(period),
    window: STATISTICS * timeframeMs(period),
    earliest: request.now - KEPT,
    async page(from, to) {
      const answer = await call({
        symbol: request.marketId,
        period,
        startTime: from,
        endTime: to - 1,
        limit: STATISTICS,
      });
      const rows = objectRows(answer, ['timestamp', ...keys], name);
      return rows.map((row): FeedRow => [Number(row.timestamp), ...keys.map((key) => row[key])]);
    },
  });
  return [
    feed(
      'openInterest',
      ['openInterest', 'openInterestUsd'],
      ['sumOpenInterest', 'sumOpenInterestValue'],
      (p) => exchange.fapiDataGetOpenInterestHist(p),
    ),
    feed('globalLongShort', ['globalLongShort'], ['longShortRatio'], (p) =>
      exchange.fapiDataGetGlobalLongShortAccountRatio(p),
    ),
    feed('topAccounts', ['topLongShortAccounts'], ['longShortRatio'], (p) =>
      exchange.fapiDataGetTopLongShortAccountRatio(p),
    ),
    feed('topPositions', ['topLongShortPositions'], ['longShortRatio'], (p) =>
      exchange.fapiDataGetTopLongShortPositionRatio(p),
    ),
    // It covers the period that begins at its stamp (docs/decisions/when-a-value-was-known.md).
    feed(
      'takerLongShort',
      ['takerLongShort'],
      ['buySellRatio'],
      (p) => exchange.fapiDataGetTakerlongshortRatio(p),
      'open',
    ),
  ];
}

function funding(exchange: binanceusdm, { marketId }: FeedRequest): Feed {
  return {
    name: 'funding',
    role: 'series',
    fields: ['fundingRate'],
    interval: 8 * HOUR,
    stale: 16 * HOUR,
    // The shortest interval of a contract is an hour.
    window: FUNDINGS * HOUR,
    async page(from, to) {
      const answer: unknown = await exchange.fapiPublicGetFundingRate({
        symbol: marketId,
        startTime: from,
        endTime: to - 1,
        limit: FUNDINGS,
      });
      const rows = objectRows(answer, ['fundingTime', 'fundingRate'], 'funding');
      return rows.map(({ fundingTime, fundingRate }) => [Number(fundingTime), fundingRate]);
    },
  };
}
