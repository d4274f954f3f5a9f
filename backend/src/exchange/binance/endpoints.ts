import { HOUR, type UtcMs } from '@hindcast/engine';
import { decimalText } from '../market/decimal-text.ts';
import { INTERVALS } from '../market/intervals.ts';
import { lastTrades, tradesFrom, tradesFromId } from '../market/trade-pages.ts';
import type { Listing } from '../market/venue-market.ts';
import type { VenueState } from '../venue-state.ts';
import { BinanceError, invalidInterval, invalidSymbol } from './binance-error.ts';
import type { BinanceQuery } from './query.ts';
import { aggTradeRow, contractInfo, dayTicker, klineRow, price, quantity, tradeRow } from './shapes.ts';
import { longShortRatio, openInterestHistory, takerRatio } from './statistics.ts';

/** Which of the venue's limits a request uses up. */
export type LimitGroup = 'weight' | 'funding' | 'data';

export interface Endpoint {
  group: LimitGroup;
  weight(query: BinanceQuery): number;
  answer(query: BinanceQuery, state: VenueState): unknown;
}

const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400 },
  { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
];

type AnswerOf = Endpoint['answer'];

function weighing(weight: number | ((query: BinanceQuery) => number), answer: AnswerOf): Endpoint {
  return { group: 'weight', weight: typeof weight === 'number' ? () => weight : weight, answer };
}
const funding = (answer: AnswerOf): Endpoint => ({ group: 'funding', weight: () => 1, answer });
const data = (answer: AnswerOf): Endpoint => ({ group: 'data', weight: () => 1, answer });
const oneOrAll = (one: number, all: number) => (query: BinanceQuery) =>
  query.text('symbol') === undefined ? all : one;

/** An entry for the contract that is asked for, or a list of all of them. */
function each(shape: (listing: Listing, now: UtcMs, state: VenueState) => object | undefined): AnswerOf {
  return (query, state) => {
    const now = state.now();
    const entries = query.listings().flatMap((listing) => shape(listing, now, state) ?? []);
    if (query.text('symbol') === undefined) return entries;
    if (entries.length === 0) throw invalidSymbol();
    return entries[0];
  };
}

function klines(query: BinanceQuery, state: VenueState): unknown {
  const { instrument, klines: source } = query.listing();
  const length = INTERVALS[query.required('interval')];
  if (length === undefined) throw invalidInterval();
  const { from, to } = query.window();
  const limit = query.limit(500, 1500);
  const end = from === undefined ? 'last' : 'first';
  const found = source.range(length, from ?? 0, to ?? Infinity, limit, state.now(), end);
  return found.map((kline) => klineRow(instrument, state.published(instrument, kline)));
}

function klineWeight(query: BinanceQuery): number {
  const limit = query.limit(500, 1500);
  return limit < 100 ? 1 : limit < 500 ? 2 : limit <= 1000 ? 5 : 10;
}

function aggTrades(query: BinanceQuery, state: VenueState): unknown {
  const { instrument } = query.listing();
  const { from, to } = query.window();
  const [now, limit, id] = [state.now(), query.limit(500, 1000), query.integer('fromId')];
  if (from !== undefined && to !== undefined && to - from > HOUR) {
    throw new BinanceError(-4165, 'Invalid time interval: start and end are more than an hour apart.');
  }
  const until = Math.min(to ?? now, now);
  const book = { tape: instrument.tape, trades: instrument.aggregates };
  if (id !== undefined) return tradesFromId(book, id, until, limit).map(aggTradeRow);
  const found = from === undefined ? lastTrades(book, until, limit) : tradesFrom(book, from, until, limit);
  return found.map(aggTradeRow);
}

function trades(query: BinanceQuery, state: VenueState): unknown {
  return lastTrades(query.listing().instrument, state.now(), query.limit(500, 1000)).map(tradeRow);
}

function historicalTrades(query: BinanceQuery, state: VenueState): unknown {
  const { instrument } = query.listing();
  const [now, limit, id] = [state.now(), query.limit(100, 500), query.integer('fromId')];
  const found =
    id === undefined ? lastTrades(instrument, now, limit) : tradesFromId(instrument, id, now, limit);
  return found.map(tradeRow);
}

function fundingRates(query: BinanceQuery, state: VenueState): unknown {
  const { from, to } = query.window();
  const limit = query.limit(100, 1000);
  const until = Math.min(to ?? Infinity, state.now());
  const rows = query.listings().flatMap(({ instrument, klines: source }) =>
    state
      .settlements(instrument)
      .filter(({ time }) => time >= (from ?? 0) && time <= until)
      .map(({ time, rate }) => {
        const bar = source.at(
          instrument.step,
          Math.floor(time / instrument.step) * instrument.step,
          state.now(),
        );
        const mark = bar ? price(instrument, bar.open) : '';
        return {
          symbol: instrument.id,
          fundingTime: time,
          fundingRate: decimalText(rate, 8),
          markPrice: mark,
        };
      }),
  );
  rows.sort((a, b) => a.fundingTime - b.fundingTime);
  return from === undefined ? rows.slice(-limit) : rows.slice(0, limit);
}

function openInterest(query: BinanceQuery, state: VenueState): unknown {
  const { instrument } = query.listing();
  const found = state.latest(instrument, 'openInterest', 'openInterest');
  if (!found) throw new BinanceError(-1000, 'No open interest was recorded.');
  return { symbol: instrument.id, openInterest: quantity(instrument, found.value), time: found.time };
}

const premium = each((listing, now, state) => {
  const mark = listing.day.at(now);
  if (!mark) return undefined;
  const { instrument } = listing;
  return {
    symbol: instrument.id,
    markPrice: price(instrument, mark.last),
    indexPrice: price(instrument, mark.last),
    estimatedSettlePrice: price(instrument, mark.last),
    lastFundingRate: decimalText(state.lastSettlement(instrument)?.rate ?? 0, 8),
    interestRate: '0.00010000',
    nextFundingTime: state.nextFunding(instrument),
    time: state.serverTime(),
  };
});

const bookTicker = each(({ instrument, day }, now) => {
  const last = day.at(now)?.last;
  if (last === undefined) return undefined;
  const { price: digits } = instrument.decimals;
  return {
    symbol: instrument.id,
    bidPrice: price(instrument, last),
    bidQty: '1.000',
    askPrice: price(instrument, Number((last + 1 / 10 ** digits).toFixed(digits))),
    askQty: '1.000',
    time: now,
  };
});

const lastPrice = each(({ instrument, day }, now) => {
  const last = day.at(now)?.last;
  return last === undefined
    ? undefined
    : { symbol: instrument.id, price: price(instrument, last), time: now };
});

const dayTickers = each(({ instrument, day }, now) => {
  const statistics = day.at(now);
  return statistics && dayTicker(instrument, statistics, now);
});

/** Every public request of Binance USD-M that is answered, by its path. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/fapi/v1/ping': weighing(1, () => ({})),
  '/fapi/v1/time': weighing(1, (_query, state) => ({ serverTime: state.serverTime() })),
  '/fapi/v1/exchangeInfo': weighing(1, (_query, state) => ({
    timezone: 'UTC',
    serverTime: state.serverTime(),
    futuresType: 'U_MARGINED',
    rateLimits: RATE_LIMITS,
    exchangeFilters: [],
    assets: [],
    symbols: state.listings().map(({ instrument }) => contractInfo(instrument)),
  })),
  '/fapi/v1/klines': weighing(klineWeight, klines),
  '/fapi/v1/aggTrades': weighing(20, aggTrades),
  '/fapi/v1/trades': weighing(5, trades),
  '/fapi/v1/historicalTrades': weighing(20, historicalTrades),
  '/fapi/v1/premiumIndex': weighing(oneOrAll(1, 10), premium),
  '/fapi/v1/ticker/24hr': weighing(oneOrAll(1, 40), dayTickers),
  '/fapi/v1/ticker/price': weighing(oneOrAll(1, 2), lastPrice),
  '/fapi/v2/ticker/price': weighing(oneOrAll(1, 2), lastPrice),
  '/fapi/v1/ticker/bookTicker': weighing(oneOrAll(2, 5), bookTicker),
  '/fapi/v1/openInterest': weighing(1, openInterest),
  '/fapi/v1/fundingRate': funding(fundingRates),
  '/fapi/v1/fundingInfo': funding((_query, state) =>
    state.listings().map(({ instrument }) => ({
      symbol: instrument.id,
      adjustedFundingRateCap: '0.02000000',
      adjustedFundingRateFloor: '-0.02000000',
      fundingIntervalHours: state.fundingHours(instrument),
      disclaimer: false,
    })),
  ),
  '/futures/data/openInterestHist': data(openInterestHistory),
  '/futures/data/globalLongShortAccountRatio': data(longShortRatio('globalLongShort')),
  '/futures/data/topLongShortAccountRatio': data(longShortRatio('topLongShortAccounts')),
  '/futures/data/topLongShortPositionRatio': data(longShortRatio('topLongShortPositions')),
  '/futures/data/takerlongshortRatio': data(takerRatio),
};
