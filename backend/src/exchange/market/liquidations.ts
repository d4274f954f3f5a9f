import type { UtcMs } from '@hindcast/engine';
import type { Random } from '@hindcast/engine/testing';
import { roundTo } from './decimal-text.ts';
import type { Instrument } from './instrument.ts';

/** A liquidation order that was filled. */
export interface VenueLiquidation {
  time: UtcMs;
  /** The side that was liquidated; the order goes the other way. */
  liquidated: 'long' | 'short';
  price: number;
  quantity: number;
}

/** A bar's liquidated USD comes as at most so many orders a side. */
const MOST_ORDERS = 4;
const USD_PER_ORDER = 40_000;

/**
 * The liquidation orders of the bar that closes at `close`: the recorded USD of each side, split over a few orders at prices
 * inside the bar. Price × quantity adds up to the recorded sum.
 */
export function liquidationsOf(instrument: Instrument, open: UtcMs): VenueLiquidation[] {
  const tape = instrument.tapeOf('liquidatedLongUsd') ?? instrument.tapeOf('liquidatedShortUsd');
  const row = tape?.rowOpeningAt(open) ?? -1;
  if (!tape || row < 0) return [];
  const { liquidatedLongUsd, liquidatedShortUsd, high, low } = tape.columns;
  const random = instrument.random.fork('liquidations').fork(open);
  const sides = [
    ['long', liquidatedLongUsd[row]],
    ['short', liquidatedShortUsd[row]],
  ] as const;
  const orders = sides.flatMap(([liquidated, usd]) =>
    usd > 0
      ? split(usd, random).map((part) => {
          const time = open + Math.floor(tape.timeframeMs * (0.02 + 0.96 * random.next()));
          return order(instrument, liquidated, part, time, low[row] + (high[row] - low[row]) * random.next());
        })
      : [],
  );
  return orders.sort((a, b) => a.time - b.time);
}

function split(usd: number, random: Random): number[] {
  const count = Math.min(MOST_ORDERS, 1 + Math.floor(usd / USD_PER_ORDER));
  const weights = Array.from({ length: count }, () => 0.2 + random.next());
  const sum = weights.reduce((a, b) => a + b);
  const parts = weights.slice(1).map((w) => roundTo((usd * w) / sum, 2));
  return [usd - parts.reduce((a, b) => a + b, 0), ...parts];
}

/** The average price takes up what a whole number of lots cannot say; a small order has a finer quantity instead. */
function order(
  { decimals }: Instrument,
  liquidated: 'long' | 'short',
  usd: number,
  time: UtcMs,
  near: number,
): VenueLiquidation {
  const price = near > 0 ? near : 1;
  const lots = (usd / price) * 10 ** decimals.quantity;
  const quantity = roundTo(usd / price, lots > 1000 ? decimals.quantity : 8) || 1e-8;
  return { time, liquidated, quantity, price: usd / quantity };
}
