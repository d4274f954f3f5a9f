import { decimalText } from '../market/decimal-text.ts';
import { lastTrades } from '../market/trade-pages.ts';
import type { VenueState } from '../venue-state.ts';
import { paramsError } from './bybit-error.ts';
import { BYBIT_INTERVALS, BYBIT_PERIODS } from './bybit-intervals.ts';
import type { BybitQuery } from './bybit-query.ts';
import { contractInfo, klineRow, shares, ticker, tradeRow } from './bybit-shapes.ts';

type Endpoint = (query: BybitQuery, state: VenueState) => object;

const category = 'linear';

function kline(query: BybitQuery, state: VenueState): object {
  const { instrument, klines } = query.listing();
  const length = query.period('interval', BYBIT_INTERVALS);
  const [from, to] = [query.integer('start'), query.integer('end')];
  const limit = query.limit(200, 1000);
  const end = from !== undefined && to === undefined ? 'first' : 'last';
  const found = klines.range(length, from ?? 0, to ?? Infinity, limit, state.now(), end);
  const list = found.map((one) => klineRow(instrument, state.published(instrument, one)));
  return { symbol: instrument.id, category, list: list.reverse() };
}

function instruments(query: BybitQuery, state: VenueState): object {
  const status = query.text('status') ?? 'Trading';
  const limit = query.limit(500, 1000);
  const all = status === 'Trading' ? query.listings() : [];
  const from = query.integer('cursor') ?? 0;
  const page = all.slice(from, from + limit);
  const nextPageCursor = from + limit < all.length ? String(from + limit) : '';
  const list = page.map(({ instrument }) => contractInfo(instrument, state.fundingHours(instrument)));
  return { category, list, nextPageCursor };
}

/** What is published at stamps, newest first, in pages: the cursor is the last stamp of a page. */
function page<Row>(
  query: BybitQuery,
  limit: number,
  rows: (from: number, to: number, limit: number) => { time: number; row: Row }[],
): { list: Row[]; nextPageCursor: string } {
  const cursor = query.integer('cursor');
  const to = Math.min(query.integer('endTime') ?? Infinity, cursor === undefined ? Infinity : cursor - 1);
  const found = rows(query.integer('startTime') ?? 0, to, limit);
  const oldest = found[0];
  const more = found.length === limit && oldest !== undefined;
  return { list: found.map(({ row }) => row).reverse(), nextPageCursor: more ? String(oldest.time) : '' };
}

function openInterest(query: BybitQuery, state: VenueState): object {
  const { instrument } = query.listing();
  const period = query.period('intervalTime', BYBIT_PERIODS);
  const rows = page(query, query.limit(50, 200), (from, to, limit) =>
    state
      .history(instrument, 'openInterest', 'openInterest', { from, to, period, limit })
      .map(({ time, value }) => ({
        time,
        row: { openInterest: decimalText(value, 8), timestamp: String(time) },
      })),
  );
  return { symbol: instrument.id, category, ...rows };
}

function accountRatio(query: BybitQuery, state: VenueState): object {
  const { instrument } = query.listing();
  const period = query.period('period', BYBIT_PERIODS);
  return page(query, query.limit(50, 500), (from, to, limit) =>
    state
      .history(instrument, 'globalLongShort', 'ratios', { from, to, period, limit })
      .map(({ time, value }) => ({
        time,
        row: { symbol: instrument.id, ...shares(value), timestamp: String(time) },
      })),
  );
}

function fundingHistory(query: BybitQuery, state: VenueState): object {
  const { instrument } = query.listing();
  const [from, to] = [query.integer('startTime'), query.integer('endTime')];
  if (from !== undefined && to === undefined) throw paramsError('endTime is required with startTime');
  const until = Math.min(to ?? Infinity, state.now());
  const settled = state
    .settlements(instrument)
    .filter(({ time }) => time >= (from ?? 0) && time <= until)
    .slice(-query.limit(200, 200));
  const list = settled.map(({ time, rate }) => ({
    symbol: instrument.id,
    fundingRate: decimalText(rate, 8),
    fundingRateTimestamp: String(time),
  }));
  return { category, list: list.reverse() };
}

function recentTrades(query: BybitQuery, state: VenueState): object {
  const { instrument } = query.listing();
  const found = lastTrades(instrument, state.now(), query.limit(500, 1000));
  return { category, list: found.map((trade) => tradeRow(instrument, trade)).reverse() };
}

/** Every public request of Bybit that is answered, by its path. */
export const BYBIT_ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/v5/market/time': (_query, state) => {
    const now = state.serverTime();
    return { timeSecond: String(Math.floor(now / 1000)), timeNano: `${now}000000` };
  },
  '/v5/market/instruments-info': instruments,
  '/v5/market/kline': kline,
  '/v5/market/tickers': (query, state) => {
    const now = state.now();
    const all = query.listings().map((listing) => ticker(listing, state, now));
    return { category, list: all.filter((entry) => entry !== undefined) };
  },
  '/v5/market/open-interest': openInterest,
  '/v5/market/account-ratio': accountRatio,
  '/v5/market/funding/history': fundingHistory,
  '/v5/market/recent-trade': recentTrades,
};
