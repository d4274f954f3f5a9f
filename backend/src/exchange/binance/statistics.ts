import { DAY, HOUR, MINUTE, type BarField } from '@hindcast/engine';
import { decimalText } from '../market/decimal-text.ts';
import type { Listing } from '../market/venue-market.ts';
import type { VenueState } from '../venue-state.ts';
import { invalidParameter } from './binance-error.ts';
import type { BinanceQuery } from './query.ts';
import { quantity } from './shapes.ts';

/** Statistics of more than this long ago are not kept. */
const KEPT = 30 * DAY;
const PERIODS: Readonly<Record<string, number>> = {
  ...{ '5m': 5 * MINUTE, '15m': 15 * MINUTE, '30m': 30 * MINUTE, '1h': HOUR, '2h': 2 * HOUR },
  ...{ '4h': 4 * HOUR, '6h': 6 * HOUR, '12h': 12 * HOUR, '1d': DAY },
};

interface Asked {
  listing: Listing;
  from: number;
  to: number;
  period: number;
  limit: number;
}

/** What all of `/futures/data` have in common: a period, thirty days back, the most recent rows. */
function asked(query: BinanceQuery, state: VenueState): Asked {
  const listing = query.listing();
  const period = PERIODS[query.required('period')];
  if (period === undefined) throw invalidParameter('period');
  const { from, to } = query.window();
  const earliest = state.now() - KEPT;
  if (from !== undefined && from < earliest) throw invalidParameter('startTime');
  return { listing, from: from ?? earliest, to: to ?? Infinity, period, limit: query.limit(30, 500) };
}

/** `/futures/data/openInterestHist`. */
export function openInterestHistory(query: BinanceQuery, state: VenueState): object[] {
  const window = asked(query, state);
  const { instrument } = window.listing;
  const tape = instrument.tapeOf('openInterest');
  return state.history(instrument, 'openInterest', 'openInterest', window).map(({ time, value, row }) => {
    const usd = tape?.columns.openInterestUsd[row] ?? NaN;
    const known = usd === usd ? usd : value * (tape?.columns.close[row] ?? NaN);
    return {
      symbol: instrument.id,
      sumOpenInterest: decimalText(value, 8),
      sumOpenInterestValue: decimalText(known === known ? known : 0, 8),
      timestamp: time,
    };
  });
}

/** The three long/short ratios. */
export function longShortRatio(field: BarField) {
  return (query: BinanceQuery, state: VenueState): object[] => {
    const window = asked(query, state);
    const { instrument } = window.listing;
    return state.history(instrument, field, 'ratios', window).map(({ time, value }) => ({
      symbol: instrument.id,
      longAccount: (value / (1 + value)).toFixed(4),
      longShortRatio: decimalText(value, 4),
      shortAccount: (1 / (1 + value)).toFixed(4),
      timestamp: time,
    }));
  };
}

/** `/futures/data/takerlongshortRatio`: stamped with the opening of what it covers. */
export function takerRatio(query: BinanceQuery, state: VenueState): object[] {
  const window = asked(query, state);
  const { instrument, klines } = window.listing;
  const tape = instrument.tapeOf('takerLongShort');
  if (!tape) return [];
  const period = Math.max(window.period, tape.timeframeMs);
  const shifted = { ...window, from: window.from + period, to: window.to + period };
  const now = state.now();
  return state.history(instrument, 'takerLongShort', 'ratios', shifted).flatMap(({ time, value }) => {
    const kline = klines.at(period, time - period, now);
    if (!kline) return [];
    const sold = kline.volume - kline.takerBuyVolume;
    const ratio = period === tape.timeframeMs ? value : kline.takerBuyVolume / sold;
    if (!Number.isFinite(ratio)) return [];
    return {
      buySellRatio: decimalText(ratio, 4),
      sellVol: quantity(instrument, Number(sold.toFixed(instrument.decimals.quantity))),
      buyVol: quantity(instrument, kline.takerBuyVolume),
      timestamp: time - period,
    };
  });
}
