import { DAY } from '../../time.ts';

/** Equity at the end of each UTC day that has a row, and the returns between them. */
export interface DailyEquity {
  /** Start of each day, UTC ms. */
  readonly days: Float64Array;
  /** Equity at the last close of the day. */
  readonly equity: Float64Array;
  /** Fractions; the first is against the starting equity. */
  readonly returns: Float64Array;
}

/** A close at midnight belongs to the day that ends with it. */
const dayOf = (closeTime: number): number => Math.floor((closeTime - 1) / DAY) * DAY;

export function dailyEquity(
  openTime: Float64Array,
  timeframeMs: number,
  equity: Float64Array,
  start: number,
): DailyEquity {
  const days: number[] = [];
  const ends: number[] = [];
  for (let row = 0; row < equity.length; row++) {
    const day = dayOf(openTime[row] + timeframeMs);
    if (days[days.length - 1] === day) ends[ends.length - 1] = equity[row];
    else {
      days.push(day);
      ends.push(equity[row]);
    }
  }
  const returns = Float64Array.from(ends, (end, k) => end / (k === 0 ? start : ends[k - 1]) - 1);
  return { days: Float64Array.from(days), equity: Float64Array.from(ends), returns };
}
