import { HOUR, MINUTE, type UtcMs } from '@hindcast/engine';
import { decimalText, roundTo } from '../market/decimal-text.ts';
import type { Instrument } from '../market/instrument.ts';
import { openAt } from '../market/intervals.ts';
import type { Kline } from '../market/klines.ts';
import type { VenueTrade } from '../market/trade.ts';
import type { Listing } from '../market/venue-market.ts';
import type { VenueState } from '../venue-state.ts';

export const price = ({ decimals }: Instrument, value: number): string => decimalText(value, decimals.price);
export const size = ({ decimals }: Instrument, value: number): string =>
  decimalText(value, decimals.quantity);
export const turnover = (value: number): string => decimalText(value, 4);

/** A row of `/v5/market/kline`. */
export function klineRow(instrument: Instrument, kline: Kline): string[] {
  return [
    String(kline.openTime),
    price(instrument, kline.open),
    price(instrument, kline.high),
    price(instrument, kline.low),
    price(instrument, kline.close),
    size(instrument, kline.volume),
    turnover(kline.quoteVolume),
  ];
}

/** Bybit's trade ids are UUIDs; these tell the place of the trade. */
export function tradeId({ id }: VenueTrade): string {
  return `00000000-0000-5000-8000-${String(id).padStart(12, '0')}`;
}

/** A row of `/v5/market/recent-trade`. */
export function tradeRow({ id: symbol }: Instrument, trade: VenueTrade): object {
  return {
    execId: tradeId(trade),
    symbol,
    price: trade.priceText,
    size: trade.quantityText,
    side: trade.buyerIsMaker ? 'Sell' : 'Buy',
    time: String(trade.time),
    isBlockTrade: false,
    isRPITrade: false,
    seq: String(trade.id),
  };
}

/** Shares of buyers and sellers whose quotient is the ratio: four decimals, as Bybit writes them, and more where they are needed. */
export function shares(ratio: number): { buyRatio: string; sellRatio: string } {
  let best = { buyRatio: '', sellRatio: '', error: Infinity };
  for (let decimals = 4; decimals <= 18 && best.error > 0; decimals++) {
    const buyRatio = (ratio / (1 + ratio)).toFixed(decimals);
    const sellRatio = (1 / (1 + ratio)).toFixed(decimals);
    const error = Math.abs(Number(buyRatio) / Number(sellRatio) - ratio);
    if (error < best.error) best = { buyRatio, sellRatio, error };
  }
  return { buyRatio: best.buyRatio, sellRatio: best.sellRatio };
}

/** An entry of `/v5/market/instruments-info`. */
export function contractInfo(instrument: Instrument, fundingHours: number): object {
  const { id, base, quote, decimals } = instrument;
  const tick = decimalText(1 / 10 ** decimals.price, decimals.price);
  const lot = decimalText(1 / 10 ** decimals.quantity, decimals.quantity);
  return {
    symbol: id,
    contractType: 'LinearPerpetual',
    status: 'Trading',
    baseCoin: base,
    quoteCoin: quote,
    launchTime: String(instrument.from),
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: String(decimals.price),
    leverageFilter: { minLeverage: '1', maxLeverage: '100.00', leverageStep: '0.01' },
    priceFilter: { minPrice: tick, maxPrice: '1999999.80', tickSize: tick },
    lotSizeFilter: {
      ...{ maxOrderQty: '1190.000', minOrderQty: lot, qtyStep: lot, postOnlyMaxOrderQty: '1190.000' },
      ...{ maxMktOrderQty: '500.000', minNotionalValue: '5' },
    },
    unifiedMarginTrade: true,
    fundingInterval: (fundingHours * HOUR) / MINUTE,
    settleCoin: quote,
    copyTrading: 'none',
    upperFundingRate: '0.02',
    lowerFundingRate: '-0.02',
    isPreListing: false,
  };
}

/** An entry of `/v5/market/tickers`, and what the tickers stream tells; undefined before the first trade. */
export function ticker(
  { instrument, day, klines }: Listing,
  state: VenueState,
  now: UtcMs,
): Record<string, string> | undefined {
  const of24h = day.at(now);
  if (!of24h) return undefined;
  const interest = state.latest(instrument, 'openInterest', 'openInterest');
  const usd = state.latest(instrument, 'openInterestUsd', 'openInterest');
  const hourAgo = klines.at(HOUR, openAt(now - HOUR, HOUR), now)?.open ?? of24h.open;
  const digits = instrument.decimals.price;
  const last = price(instrument, of24h.last);
  return {
    symbol: instrument.id,
    lastPrice: last,
    indexPrice: last,
    markPrice: last,
    prevPrice24h: price(instrument, of24h.open),
    price24hPcnt: (of24h.last / of24h.open - 1).toFixed(6),
    highPrice24h: price(instrument, of24h.high),
    lowPrice24h: price(instrument, of24h.low),
    prevPrice1h: price(instrument, hourAgo),
    openInterest: interest ? size(instrument, interest.value) : '',
    openInterestValue: usd ? decimalText(usd.value, 2) : '',
    turnover24h: turnover(of24h.quoteVolume),
    volume24h: size(instrument, of24h.volume),
    fundingRate: decimalText(state.lastSettlement(instrument)?.rate ?? 0, 8),
    nextFundingTime: String(state.nextFunding(instrument)),
    fundingIntervalHour: String(state.fundingHours(instrument)),
    ...{ bid1Price: last, bid1Size: '1.000', ask1Size: '1.000' },
    ask1Price: price(instrument, roundTo(of24h.last + 1 / 10 ** digits, digits)),
  };
}
