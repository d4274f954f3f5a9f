import type { UtcMs } from '@hindcast/engine';
import { decimalText } from '../market/decimal-text.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Kline } from '../market/klines.ts';
import type { VenueLiquidation } from '../market/liquidations.ts';
import type { VenueTrade } from '../market/trade.ts';
import type { Channel, ChannelEvent } from '../streams/channel.ts';
import type { VenueState } from '../venue-state.ts';
import { price, size, ticker, tradeId, turnover } from './bybit-shapes.ts';

/** What subscribers of a tickers topic have been told: what follows are the differences. */
const told = new WeakMap<Channel, Record<string, string>>();

/** The message of Bybit that tells of an event; undefined where there is nothing to tell. */
export function bybitMessage(
  topic: string,
  channel: Channel,
  event: ChannelEvent,
  state: VenueState,
): string | undefined {
  const ts = event.time + state.faults.skew(state.venue, event.time);
  if (event.kind === 'state') return tickerDelta(topic, channel, event.time, ts, state);
  const { instrument } = event.listing;
  if (event.kind === 'trade') return message(topic, ts, [tradeData(instrument, event.trade)]);
  if (event.kind === 'kline') return message(topic, ts, [klineData(topic, instrument, event.kline, ts)]);
  return message(topic, ts, liquidationData(topic, instrument, event.liquidation));
}

/** What a new subscriber of a tickers topic is told: everything. */
export function bybitGreeting(topic: string, channel: Channel, state: VenueState): string | undefined {
  if (channel.kind !== 'ticker' || !channel.listing) return undefined;
  const now = state.now();
  // What the others know: the next differences are against that.
  const data = told.get(channel) ?? ticker(channel.listing, state, now);
  if (!data) return undefined;
  told.set(channel, data);
  return JSON.stringify({ topic, type: 'snapshot', data, cs: now, ts: state.serverTime() });
}

function tickerDelta(
  topic: string,
  channel: Channel,
  time: UtcMs,
  ts: UtcMs,
  state: VenueState,
): string | undefined {
  const data = channel.listing && ticker(channel.listing, state, time);
  if (!data) return undefined;
  const before = told.get(channel);
  told.set(channel, data);
  const changed = Object.entries(data).filter(([key, value]) => key === 'symbol' || before?.[key] !== value);
  if (changed.length < 2) return undefined;
  const type = before ? 'delta' : 'snapshot';
  return JSON.stringify({ topic, type, data: Object.fromEntries(changed), cs: time, ts });
}

function message(topic: string, ts: UtcMs, data: unknown): string {
  return JSON.stringify({ topic, type: 'snapshot', ts, data });
}

function tradeData({ id }: Instrument, trade: VenueTrade): object {
  return {
    T: trade.time,
    s: id,
    S: trade.buyerIsMaker ? 'Sell' : 'Buy',
    v: trade.quantityText,
    p: trade.priceText,
    L: trade.buyerIsMaker ? 'MinusTick' : 'PlusTick',
    i: tradeId(trade),
    BT: false,
    seq: trade.id,
  };
}

function klineData(topic: string, instrument: Instrument, kline: Kline, timestamp: UtcMs): object {
  return {
    start: kline.openTime,
    end: kline.openTime + kline.length - 1,
    interval: topic.split('.')[1],
    open: price(instrument, kline.open),
    close: price(instrument, kline.close),
    high: price(instrument, kline.high),
    low: price(instrument, kline.low),
    volume: size(instrument, kline.volume),
    turnover: turnover(kline.quoteVolume),
    confirm: kline.closed,
    timestamp,
  };
}

/** Bybit names the side of the position: Buy is a long that was liquidated. */
function liquidationData(topic: string, instrument: Instrument, one: VenueLiquidation): unknown {
  const side = one.liquidated === 'long' ? 'Buy' : 'Sell';
  const v = decimalText(one.quantity, instrument.decimals.quantity);
  const p = decimalText(one.price, instrument.decimals.price);
  return topic.startsWith('allLiquidation')
    ? [{ T: one.time, s: instrument.id, S: side, v, p }]
    : { updatedTime: one.time, symbol: instrument.id, side, size: v, price: p };
}
