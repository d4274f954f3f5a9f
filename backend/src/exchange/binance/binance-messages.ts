import type { UtcMs } from '@hindcast/engine';
import { decimalText, roundTo } from '../market/decimal-text.ts';
import type { Instrument } from '../market/instrument.ts';
import { INTERVALS } from '../market/intervals.ts';
import type { Kline } from '../market/klines.ts';
import type { VenueLiquidation } from '../market/liquidations.ts';
import type { VenueTrade } from '../market/trade.ts';
import type { Listing } from '../market/venue-market.ts';
import type { Channel, ChannelEvent } from '../streams/channel.ts';
import type { VenueState } from '../venue-state.ts';
import { money, price, quantity } from './shapes.ts';

const WORDS = new Map(Object.entries(INTERVALS).map(([word, length]) => [length, word]));

/** The message of Binance that tells of an event; undefined where there is nothing to tell. */
export function binanceMessage(channel: Channel, event: ChannelEvent, state: VenueState): string | undefined {
  const E = event.time + state.faults.skew(state.venue, event.time);
  if (event.kind === 'state') return stateMessage(channel, event.listings, event.time, E, state);
  const { instrument } = event.listing;
  if (event.kind === 'trade') {
    const sent = instrument.trades.recorded && channel.kind === 'trade' ? event.trade.sentAt : E;
    return JSON.stringify(tradeMessage(channel.kind, instrument, event.trade, sent));
  }
  if (event.kind === 'kline') return JSON.stringify(klineMessage(event.listing, event.kline, E));
  return JSON.stringify(liquidationMessage(instrument, event.liquidation, E));
}

function tradeMessage(kind: string, { id }: Instrument, trade: VenueTrade, E: UtcMs): object {
  const { priceText: p, quantityText: q, time: T, buyerIsMaker: m } = trade;
  if (kind === 'trade') return { e: 'trade', E, T, s: id, t: trade.id, p, q, X: 'MARKET', m };
  return { e: 'aggTrade', E, s: id, a: trade.id, p, q, f: trade.first, l: trade.last, T, m };
}

function klineMessage({ instrument, klines }: Listing, kline: Kline, E: UtcMs): object {
  const [f, L] = kline.closed ? klines.tradeIds(kline) : [-1, -1];
  return {
    ...{ e: 'kline', E, s: instrument.id },
    k: {
      t: kline.openTime,
      T: kline.openTime + kline.length - 1,
      s: instrument.id,
      i: WORDS.get(kline.length),
      ...{ f, L },
      o: price(instrument, kline.open),
      c: price(instrument, kline.close),
      h: price(instrument, kline.high),
      l: price(instrument, kline.low),
      v: quantity(instrument, kline.volume),
      n: kline.trades,
      x: kline.closed,
      q: money(kline.quoteVolume),
      V: quantity(instrument, kline.takerBuyVolume),
      Q: money(kline.takerBuyQuote),
      B: '0',
    },
  };
}

function liquidationMessage(instrument: Instrument, liquidation: VenueLiquidation, E: UtcMs): object {
  const size = decimalText(liquidation.quantity, instrument.decimals.quantity);
  return {
    e: 'forceOrder',
    E,
    o: {
      s: instrument.id,
      // The order's side: a long is liquidated by selling.
      S: liquidation.liquidated === 'long' ? 'SELL' : 'BUY',
      ...{ o: 'LIMIT', f: 'IOC', q: size },
      p: price(instrument, roundTo(liquidation.price, instrument.decimals.price)),
      ap: decimalText(liquidation.price, instrument.decimals.price),
      ...{ X: 'FILLED', l: size, z: size },
      T: liquidation.time,
    },
  };
}

function stateMessage(
  channel: Channel,
  listings: readonly Listing[],
  time: UtcMs,
  E: UtcMs,
  state: VenueState,
): string | undefined {
  const entries = listings.flatMap((listing) => stateEntry(channel, listing, time, E, state) ?? []);
  if (entries.length === 0) return undefined;
  return JSON.stringify(channel.listing ? entries[0] : entries);
}

function stateEntry(
  { kind }: Channel,
  { instrument, day }: Listing,
  time: UtcMs,
  E: UtcMs,
  state: VenueState,
): object | undefined {
  const of24h = day.at(time);
  if (!of24h) return undefined;
  const s = instrument.id;
  const last = price(instrument, of24h.last);
  if (kind === 'markPrice') {
    const r = decimalText(state.lastSettlement(instrument)?.rate ?? 0, 8);
    return { e: 'markPriceUpdate', E, s, p: last, i: last, P: last, r, T: state.nextFunding(instrument) };
  }
  if (kind === 'bookTicker') {
    const { price: digits } = instrument.decimals;
    const ask = price(instrument, roundTo(of24h.last + 1 / 10 ** digits, digits));
    return { e: 'bookTicker', u: time, E, T: time, s, b: last, B: '1.000', a: ask, A: '1.000' };
  }
  const short = {
    ...{ E, s, c: last, o: price(instrument, of24h.open) },
    ...{ h: price(instrument, of24h.high), l: price(instrument, of24h.low) },
    v: quantity(instrument, roundTo(of24h.volume, instrument.decimals.quantity)),
    q: money(roundTo(of24h.quoteVolume, 2)),
  };
  if (kind === 'miniTicker') return { e: '24hrMiniTicker', ...short };
  const change = of24h.last - of24h.open;
  return {
    e: '24hrTicker',
    ...short,
    p: price(instrument, roundTo(change, instrument.decimals.price)),
    P: ((100 * change) / of24h.open).toFixed(3),
    w: price(instrument, roundTo(of24h.quoteVolume / of24h.volume, instrument.decimals.price)),
    Q: quantity(instrument, of24h.lastQuantity),
    ...{ O: of24h.openTime, C: time, F: 0, L: of24h.trades, n: of24h.trades },
  };
}
