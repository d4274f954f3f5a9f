import { lastAtOrBefore, MINUTE, SECOND, type UtcMs } from '@hindcast/engine';
import { openAt } from '../market/intervals.ts';
import { liquidationsOf } from '../market/liquidations.ts';
import { firstTradeFrom } from '../market/trade.ts';
import type { Kline } from '../market/klines.ts';
import type { Listing } from '../market/venue-market.ts';
import type { VenueState } from '../venue-state.ts';
import type { Channel, ChannelEvent } from './channel.ts';

/** How often regular values are told at most, in real time. */
const REAL_PERIOD = 250;
const PERIODS = [
  ...[250, 500, SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND],
  ...[MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE],
];

/** The period of regular values at a speed: four in a real second at most, on a grid of the venue's time. */
export function periodAt(speed: number): number {
  return PERIODS.find((period) => period >= REAL_PERIOD * speed) ?? PERIODS[PERIODS.length - 1];
}

/** Whether a moment lies in (from, to] at which klines close or regular values are told. */
export function crossesGrid(from: UtcMs, to: UtcMs, period: number): boolean {
  const grid = Math.min(period, MINUTE);
  return Math.floor(to / grid) > Math.floor(from / grid);
}

/** Until when a channel has certainly nothing more to tell, seen from `now`; what it tells regularly is not asked here. */
export function quietUntil({ kind, listing }: Channel, now: UtcMs): UtcMs {
  if (!listing) return now;
  if (kind === 'trade' || kind === 'aggTrade') return nextTrade(listing, kind, now) - 1;
  return kind === 'liquidation' ? nextLiquidation(listing, now) - 1 : now;
}

/** The next trade of the bar that is forming, or the end of that bar. */
function nextTrade({ instrument }: Listing, kind: 'trade' | 'aggTrade', now: UtcMs): UtcMs {
  const { tape } = instrument;
  const row = lastAtOrBefore(tape.openTime, tape.rows, now);
  if (row < 0) return tape.openTime[0];
  const all = (kind === 'trade' ? instrument.trades : instrument.aggregates).ofRow(row);
  return all[firstTradeFrom(all, now + 1)]?.time ?? Math.max(now + 1, tape.closeTime(row));
}

function nextLiquidation({ instrument }: Listing, now: UtcMs): UtcMs {
  const tape = instrument.tapeOf('liquidatedLongUsd') ?? instrument.tapeOf('liquidatedShortUsd');
  if (!tape) return Infinity;
  const open = openAt(now, tape.timeframeMs);
  const next = liquidationsOf(instrument, open).find(({ time }) => time > now);
  return next?.time ?? open + tape.timeframeMs;
}

/** What a channel has to tell of (from, to]: of contracts that are listed at that moment. */
export function* dueEvents(
  channel: Channel,
  state: VenueState,
  from: UtcMs,
  to: UtcMs,
  period: number,
): Generator<ChannelEvent> {
  for (const event of allEvents(channel, state, from, to, period)) {
    const { time } = event;
    if (event.kind !== 'state') {
      if (state.isListed(event.listing.instrument, time)) yield event;
      continue;
    }
    const listings = event.listings.filter(({ instrument }) => state.isListed(instrument, time));
    if (listings.length > 0) yield { ...event, listings };
  }
}

function* allEvents(
  { kind, listing, every }: Channel,
  state: VenueState,
  from: UtcMs,
  to: UtcMs,
  period: number,
): Generator<ChannelEvent> {
  const listings = listing ? [listing] : state.market.listings(state.venue);
  if (kind === 'kline' || kind === 'trade' || kind === 'aggTrade') {
    for (const one of listings) {
      yield* kind === 'kline' ? klineEvents(one, every, from, to, period) : tradeEvents(one, kind, from, to);
    }
  } else if (kind === 'liquidation') {
    for (const one of listings) yield* liquidationEvents(one, from, to);
  } else yield* stateEvents(listings, from, to, Math.max(every, period));
}

function* tradeEvents(
  listing: Listing,
  kind: 'trade' | 'aggTrade',
  from: UtcMs,
  to: UtcMs,
): Generator<ChannelEvent> {
  const { tape, trades: single, aggregates } = listing.instrument;
  const trades = kind === 'trade' ? single : aggregates;
  const first = Math.max(0, lastAtOrBefore(tape.openTime, tape.rows, from));
  for (let row = first; row < tape.rows && tape.openTime[row] <= to; row++) {
    // No synthetic trade happens at the very opening: so they need not be made while bars are closing.
    if (tape.openTime[row] === to && !trades.recorded) return;
    const all = trades.ofRow(row);
    const end = firstTradeFrom(all, to + 1);
    for (let i = firstTradeFrom(all, from + 1); i < end; i++) {
      yield { kind: 'trade', time: all[i].time, listing, trade: all[i] };
    }
  }
}

function* klineEvents(
  listing: Listing,
  length: number,
  from: UtcMs,
  to: UtcMs,
  period: number,
): Generator<ChannelEvent> {
  for (let close = openAt(from, length) + length; close <= to; close += length) {
    const kline = listing.klines.at(length, close - length, close);
    if (kline) yield closingEvent(listing, kline);
  }
  if (period >= length) return;
  for (let time = Math.floor(from / period) * period + period; time <= to; time += period) {
    const open = openAt(time, length);
    const kline =
      open < time && tradedIn(listing, time - period, time)
        ? listing.klines.at(length, open, time)
        : undefined;
    if (kline) yield { kind: 'kline', time, listing, kline };
  }
}

/** A closed kline is told at its close. */
export function closingEvent(listing: Listing, kline: Kline): ChannelEvent & { kind: 'kline' } {
  return { kind: 'kline', time: kline.openTime + kline.length, listing, kline };
}

/** Whether there was a trade in (from, to]. */
function tradedIn({ instrument: { tape, trades } }: Listing, from: UtcMs, to: UtcMs): boolean {
  const row = lastAtOrBefore(tape.openTime, tape.rows, to - 1);
  if (row < 0) return false;
  const all = trades.ofRow(row);
  const place = firstTradeFrom(all, from + 1);
  return place < all.length && all[place].time <= to;
}

function* liquidationEvents(listing: Listing, from: UtcMs, to: UtcMs): Generator<ChannelEvent> {
  const { instrument } = listing;
  const tape = instrument.tapeOf('liquidatedLongUsd') ?? instrument.tapeOf('liquidatedShortUsd');
  if (!tape) return;
  for (let open = openAt(from, tape.timeframeMs); open <= to; open += tape.timeframeMs) {
    for (const liquidation of liquidationsOf(instrument, open)) {
      const { time } = liquidation;
      if (time > from && time <= to) yield { kind: 'liquidation', time, listing, liquidation };
    }
  }
}

function* stateEvents(listings: Listing[], from: UtcMs, to: UtcMs, every: number): Generator<ChannelEvent> {
  for (let time = Math.floor(from / every) * every + every; time <= to; time += every) {
    yield { kind: 'state', time, listings };
  }
}
