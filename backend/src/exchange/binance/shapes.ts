import type { UtcMs } from '@hindcast/engine';
import { decimalText, roundTo } from '../market/decimal-text.ts';
import type { DayStatistics } from '../market/day-window.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Kline } from '../market/klines.ts';
import type { VenueTrade } from '../market/trade.ts';

export const price = ({ decimals }: Instrument, value: number): string => decimalText(value, decimals.price);
export const quantity = ({ decimals }: Instrument, value: number): string =>
  decimalText(value, decimals.quantity);
export const money = (value: number): string => decimalText(value, 2);

const AN_EMPTY_CELL = '0';

/** A row of `/fapi/v1/klines`. */
export function klineRow(instrument: Instrument, kline: Kline): (string | number)[] {
  return [
    kline.openTime,
    price(instrument, kline.open),
    price(instrument, kline.high),
    price(instrument, kline.low),
    price(instrument, kline.close),
    quantity(instrument, kline.volume),
    kline.openTime + kline.length - 1,
    money(kline.quoteVolume),
    kline.trades,
    quantity(instrument, kline.takerBuyVolume),
    money(kline.takerBuyQuote),
    AN_EMPTY_CELL,
  ];
}

/** A row of `/fapi/v1/aggTrades`. */
export function aggTradeRow(trade: VenueTrade): object {
  return {
    a: trade.id,
    p: trade.priceText,
    q: trade.quantityText,
    f: trade.first,
    l: trade.last,
    T: trade.time,
    m: trade.buyerIsMaker,
  };
}

/** A row of `/fapi/v1/trades`. */
export function tradeRow(trade: VenueTrade): object {
  return {
    id: trade.id,
    price: trade.priceText,
    qty: trade.quantityText,
    quoteQty: money(roundTo(trade.price * trade.quantity, 8)),
    time: trade.time,
    isBuyerMaker: trade.buyerIsMaker,
  };
}

/** An entry of `/fapi/v1/ticker/24hr`. */
export function dayTicker(instrument: Instrument, day: DayStatistics, now: UtcMs): object {
  const digits = instrument.decimals.price;
  const change = roundTo(day.last - day.open, digits);
  return {
    symbol: instrument.id,
    priceChange: price(instrument, change),
    priceChangePercent: ((100 * change) / day.open).toFixed(3),
    weightedAvgPrice: price(
      instrument,
      roundTo(day.volume > 0 ? day.quoteVolume / day.volume : day.last, digits),
    ),
    lastPrice: price(instrument, day.last),
    lastQty: quantity(instrument, day.lastQuantity),
    openPrice: price(instrument, day.open),
    highPrice: price(instrument, day.high),
    lowPrice: price(instrument, day.low),
    volume: quantity(instrument, day.volume),
    quoteVolume: money(day.quoteVolume),
    openTime: day.openTime,
    closeTime: now,
    firstId: 0,
    lastId: day.trades,
    count: day.trades,
  };
}

/** An entry of `/fapi/v1/exchangeInfo`. */
export function contractInfo(instrument: Instrument): object {
  const { id, base, quote, decimals } = instrument;
  const tick = decimalText(1 / 10 ** decimals.price, decimals.price);
  const lot = decimalText(1 / 10 ** decimals.quantity, decimals.quantity);
  return {
    symbol: id,
    pair: id,
    contractType: 'PERPETUAL',
    deliveryDate: 4_133_404_800_000,
    onboardDate: instrument.from,
    status: 'TRADING',
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: base,
    quoteAsset: quote,
    marginAsset: quote,
    pricePrecision: decimals.price,
    quantityPrecision: decimals.quantity,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    triggerProtect: '0.0500',
    liquidationFee: '0.012500',
    marketTakeBound: '0.05',
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tick, maxPrice: '4529764', tickSize: tick },
      { filterType: 'LOT_SIZE', minQty: lot, maxQty: '1000000', stepSize: lot },
      { filterType: 'MARKET_LOT_SIZE', minQty: lot, maxQty: '100000', stepSize: lot },
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MIN_NOTIONAL', notional: '5' },
    ],
    orderTypes: ['LIMIT', 'MARKET'],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX'],
  };
}
