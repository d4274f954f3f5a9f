import type { Timeframe } from '@hindcast/engine';
import type { bybit } from 'ccxt';
import { bybitFeeds } from '../../download/venues/bybit.ts';
import type { FeedSink } from '../venue-feed.ts';
import { numberOf, record, type Dialect } from './dialect.ts';

type Message = Record<string, unknown>;
type SymbolOf = (marketId: string) => string | undefined;

/** Bybit's linear contracts. Open interest comes with the ticker; there are no top traders and no taker's side in candles. */
export function bybitDialect(rest: bybit, timeframe: Timeframe): Dialect {
  return {
    watch: {
      klines: (exchange, symbols) =>
        exchange.watchOHLCVForSymbols(symbols.map((symbol) => [symbol, timeframe])),
      trades: (exchange, symbols) => exchange.watchTradesForSymbols(symbols),
      liquidations: (exchange, symbols) =>
        Promise.race(symbols.map((symbol) => exchange.watchLiquidations(symbol))),
      prices: (exchange, symbols) => exchange.watchTickers(symbols),
    },
    read,
    openInterest: null,
    feeds: bybitFeeds(rest),
    ratios: ['globalLongShort'],
  };
}

function read(message: unknown, sink: FeedSink, symbolOf: SymbolOf): boolean {
  const one = record(message);
  if (typeof one.topic !== 'string') return false;
  const [kind] = one.topic.split('.');
  const reader = READERS[kind];
  if (!reader) return false;
  const id = one.topic.slice(one.topic.lastIndexOf('.') + 1);
  const symbol = symbolOf(id);
  reader(one, sink, symbol);
  return true;
}

type Reader = (message: Message, sink: FeedSink, symbol: string | undefined) => void;
const READERS: Record<string, Reader> = {
  kline: readKlines,
  publicTrade: readTrades,
  allLiquidation: readLiquidations,
  tickers: readTicker,
};

const list = (data: unknown): Message[] => (Array.isArray(data) ? data.map(record) : [record(data)]);

function readKlines(message: Message, sink: FeedSink, symbol: string | undefined): void {
  sink.alive('klines');
  if (symbol === undefined) return;
  for (const k of list(message.data)) {
    sink.kline({
      symbol,
      closed: k.confirm === true,
      sentAt: numberOf(message.ts),
      bar: {
        openTime: numberOf(k.start),
        open: numberOf(k.open),
        high: numberOf(k.high),
        low: numberOf(k.low),
        close: numberOf(k.close),
        volume: numberOf(k.volume),
        quoteVolume: numberOf(k.turnover),
      },
    });
  }
}

function readTrades(message: Message, sink: FeedSink, symbol: string | undefined): void {
  sink.alive('trades');
  if (symbol === undefined) return;
  for (const { T, p, v, S, i } of list(message.data)) {
    sink.trade({
      symbol,
      time: numberOf(T),
      price: numberOf(p),
      amount: numberOf(v),
      takerBuys: S === 'Buy',
      id: String(i),
      count: 1,
    });
  }
}

function readLiquidations(message: Message, sink: FeedSink, symbol: string | undefined): void {
  sink.alive('liquidations');
  if (symbol === undefined) return;
  for (const { T, p, v, S } of list(message.data)) {
    // Bybit names the side of the position: a Buy is a long that was liquidated.
    sink.liquidation({ symbol, time: numberOf(T), usd: numberOf(p) * numberOf(v), long: S === 'Buy' });
  }
}

/** A ticker is sent whole once, and then what has changed. */
function readTicker(message: Message, sink: FeedSink, symbol: string | undefined): void {
  sink.alive('prices');
  if (symbol === undefined) return;
  const data = record(message.data);
  sink.price({
    symbol,
    time: numberOf(message.ts),
    mark: numberOf(data.markPrice),
    nextFundingTime: numberOf(data.nextFundingTime),
    openInterest: numberOf(data.openInterest),
    openInterestUsd: numberOf(data.openInterestValue),
  });
}
