import type { BarField, BarInput } from '@hindcast/engine';
import { fieldsOf, type SummedBar } from './trade-bars.ts';

/** Sums of decimal numbers differ in their last bits by the order of the terms: no difference of the market's. */
const TOLERANCE = 1e-9;

/** Fields that both the venue and the trades tell. */
const SHARED = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'takerBuyVolume',
  'quoteVolume',
  'trades',
] as const satisfies readonly BarField[];

/** A closed bar of the venue, completed and compared with the bar that was summed from trades. */
export interface Reconciled {
  bar: BarInput;
  /** Fields in which the two differ. */
  differences: BarField[];
}

/**
 * The venue's own closed bar is what is stored. What it does not say (Bybit: the taker's side) is taken from the
 * trades, but only when their volume is the venue's: then none is missing.
 */
export function reconcile(kline: BarInput, summed: SummedBar | undefined): Reconciled {
  if (!summed) return { bar: kline, differences: [] };
  const ours = fieldsOf(summed);
  const differences = SHARED.filter((field) => {
    const theirs = kline[field];
    return theirs !== undefined && !isSame(theirs, ours[field]!);
  });
  const whole = !differences.includes('volume');
  return { bar: whole ? { ...ours, ...kline } : kline, differences };
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}
