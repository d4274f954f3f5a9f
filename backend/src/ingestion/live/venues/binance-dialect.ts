import type { Timeframe } from '@hindcast/engine';
import type { binanceusdm } from 'ccxt';
import { binanceFeeds } from '../../download/venues/binance.ts';
import type { FeedSink } from '../venue-feed.ts';
import { numberOf, record, type Dialect, type ProExchange } from './dialect.ts';

type Message = Record<string, unknown>;
type SymbolOf = (marketId: string) => string | undefined;

/**
 * Binance USD-M. Messages are read as the venue sends them: ccxt's unified candles drop the taker's side, the number of
 * trades, and whether the candle has closed.
 */
export function binanceDialect(rest: binanceusdm, timeframe: Timeframe): Dialect {
  return {
    watch: {
      klines: (exchange, symbols) =>
        exchange.watchOHLCVForSymbols(symbols.map((symbol) => [symbol, timeframe])),
      trades: (exchange, symbols) => exchange.watchTradesForSymbols(symbols),
      liquidations: (exchange, symbols) => exchange.watchLiquidationsForSymbols(symbols),
      prices: (exchange, symbols) => exchange.watchMarkPrices(symbols),
    },
    read,
    openInterest: (exchange, symbol) => openInterest(exchange, symbol),
    feeds: binanceFeeds(rest),
    ratios: ['globalLongShort', 'topAccounts', 'topPositions', 'takerLongShort'],
  };
}

function read(message: unknown, sink: FeedSink, symbolOf: SymbolOf): boolean {
  if (Array.isArray(message)) return message.map((one) => read(one, sink, symbolOf)).includes(true);
  const one = record(message);
  const reader = READERS[String(one.e)];
  if (!reader) return false;
  reader(one, sink, symbolOf);
  return true;
}

const READERS: Record<string, (message: Message, sink: FeedSink, symbolOf: SymbolOf) => void> = {
  kline: readKline,
  aggTrade: readTrade,
  forceOrder: readLiquidation,
  markPriceUpdate: readPrice,
};

function readKline(message: Message, sink: FeedSink, symbolOf: SymbolOf): void {
  sink.alive('klines');
  const k = record(message.k);
  const symbol = symbolOf(String(k.s));
  if (symbol === undefined) return;
  sink.kline({
    symbol,
    closed: k.x === true,
    sentAt: numberOf(message.E),
    bar: {
      openTime: numberOf(k.t),
      open: numberOf(k.o),
      high: numberOf(k.h),
      low: numberOf(k.l),
      close: numberOf(k.c),
      volume: numberOf(k.v),
      takerBuyVolume: numberOf(k.V),
      quoteVolume: numberOf(k.q),
      trades: numberOf(k.n),
    },
  });
}

function readTrade(message: Message, sink: FeedSink, symbolOf: SymbolOf): void {
  sink.alive('trades');
  const symbol = symbolOf(String(message.s));
  if (symbol === undefined) return;
  sink.trade({
    symbol,
    time: numberOf(message.T),
    price: numberOf(message.p),
    amount: numberOf(message.q),
    // The buyer was waiting in the book: the seller took.
    takerBuys: message.m !== true,
    id: numberOf(message.a),
    count: numberOf(message.l) - numberOf(message.f) + 1,
  });
}

function readLiquidation(message: Message, sink: FeedSink, symbolOf: SymbolOf): void {
  sink.alive('liquidations');
  const o = record(message.o);
  const symbol = symbolOf(String(o.s));
  if (symbol === undefined) return;
  // An order to sell closes a long.
  const usd = numberOf(o.ap) * numberOf(o.z);
  sink.liquidation({ symbol, time: numberOf(o.T), usd, long: o.S === 'SELL' });
}

function readPrice(message: Message, sink: FeedSink, symbolOf: SymbolOf): void {
  sink.alive('prices');
  const symbol = symbolOf(String(message.s));
  if (symbol === undefined) return;
  sink.price({
    symbol,
    time: numberOf(message.E),
    mark: numberOf(message.p),
    nextFundingTime: numberOf(message.T),
  });
}

async function openInterest(exchange: ProExchange, symbol: string) {
  const { openInterestAmount, timestamp } = await exchange.fetchOpenInterest(symbol);
  return {
    symbol,
    kind: 'openInterest' as const,
    stamp: numberOf(timestamp),
    values: { openInterest: numberOf(openInterestAmount) },
  };
}
