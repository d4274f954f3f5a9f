import type { bybit } from 'ccxt';
import { HOUR, MINUTE, timeframeMs, type Timeframe } from '@hindcast/engine';
import type { Feed, FeedRequest, FeedRow, VenueFeeds } from '../feed.ts';
import { arrayRows, objectRows } from '../raw-rows.ts';

const KLINES = 1000;
const INTERVALS: Partial<Record<Timeframe, string>> = {
  '1m': '1',
  '5m': '5',
  '15m': '15',
  '1h': '60',
  '4h': '240',
  '1d': 'D',
  '1w': 'W',
};
/** The periods of open interest and of the ratio, and how long each is. */
const PERIODS: [string, number][] = [
  ['5min', 5 * MINUTE],
  ['15min', 15 * MINUTE],
  ['1h', HOUR],
  ['4h', 4 * HOUR],
  ['1d', 24 * HOUR],
];

/** Bybit's linear contracts. It has no taker side in its klines and no top traders. Lists come newest first. */
export function bybitFeeds(exchange: bybit): VenueFeeds {
  return (request) => {
    const [period, length] = PERIODS.findLast(([, ms]) => ms <= timeframeMs(request.timeframe)) ?? PERIODS[0];
    const series = (name: string, fields: Feed['fields'], limit: number, page: Feed['page']): Feed => {
      return { name, role: 'series', fields, interval: length, window: limit * length, page };
    };
    const base = { category: 'linear', symbol: request.marketId };
    return [
      ...klines(exchange, request, base),
      series('openInterest', ['openInterest'], 200, async (from, to) => {
        const times = { intervalTime: period, startTime: from, endTime: to - 1, limit: 200 };
        const answer: unknown = await exchange.publicGetV5MarketOpenInterest({ ...base, ...times });
        const rows = objectRows(listOf(answer), ['timestamp', 'openInterest'], 'openInterest');
        return rows.map(({ timestamp, openInterest }) => [Number(timestamp), openInterest]);
      }),
      series('globalLongShort', ['globalLongShort'], 500, async (from, to) => {
        const times = { period, startTime: from, endTime: to - 1, limit: 500 };
        const answer: unknown = await exchange.publicGetV5MarketAccountRatio({ ...base, ...times });
        const rows = objectRows(listOf(answer), ['timestamp', 'buyRatio', 'sellRatio'], 'globalLongShort');
        return rows.map(({ timestamp, buyRatio, sellRatio }) => [
          Number(timestamp),
          Number(buyRatio) / Number(sellRatio),
        ]);
      }),
      funding(exchange, base),
    ];
  };
}

function klines(exchange: bybit, { timeframe }: FeedRequest, base: Record<string, string>): Feed[] {
  const interval = INTERVALS[timeframe];
  if (interval === undefined) return [];
  return [
    {
      name: 'bars',
      role: 'bars',
      fields: ['open', 'high', 'low', 'close', 'volume', 'quoteVolume'],
      window: KLINES * timeframeMs(timeframe),
      async page(from, to) {
        const times = { interval, start: from, end: to - 1, limit: KLINES };
        const answer: unknown = await exchange.publicGetV5MarketKline({ ...base, ...times });
        return arrayRows(listOf(answer), 'klines').map((k): FeedRow => [Number(k[0]), ...k.slice(1, 7)]);
      },
    },
  ];
}

function funding(exchange: bybit, base: Record<string, string>): Feed {
  return {
    name: 'funding',
    role: 'series',
    fields: ['fundingRate'],
    interval: 8 * HOUR,
    stale: 16 * HOUR,
    window: 200 * HOUR,
    async page(from, to) {
      const times = { startTime: from, endTime: to - 1, limit: 200 };
      const answer: unknown = await exchange.publicGetV5MarketFundingHistory({ ...base, ...times });
      const rows = objectRows(listOf(answer), ['fundingRateTimestamp', 'fundingRate'], 'funding');
      return rows.map(({ fundingRateTimestamp, fundingRate }) => [Number(fundingRateTimestamp), fundingRate]);
    },
  };
}

function listOf(answer: unknown): unknown {
  return (answer as { result?: { list?: unknown } } | null)?.result?.list;
}
