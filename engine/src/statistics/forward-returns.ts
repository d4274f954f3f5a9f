import type { Sample } from './sample.ts';

/** Prices of one lane, row by row on its grid; NaN where a bar is missing. */
export interface Prices {
  readonly open: Sample;
  readonly high: Sample;
  readonly low: Sample;
  readonly close: Sample;
}

/** Horizons of an event study in bars (SPEC §7). */
export const HORIZONS = [1, 3, 6, 12, 24, 48] as const;

/**
 * Forward return of every row over a horizon, as one could have had it: decided at the close of row i, bought at the open of
 * row i + 1, valued at the close of row i + horizon.
 *
 * @param horizon bars, ≥ 1
 * @returns fraction per row (0.01 = 1 %); NaN where the horizon passes the end, either price is missing or not positive, or the row itself has no
 *   bar: nobody decides at the close of a hole, and a base rate is that of bars
 * @example forwardReturns(prices, 12)[0] // close[12] / open[1] − 1
 */
export function forwardReturns(prices: Pick<Prices, 'open' | 'close'>, horizon: number): Float64Array {
  const { open, close } = prices;
  const out = new Float64Array(close.length).fill(NaN);
  for (let i = 0; i + horizon < close.length; i++) {
    const entry = open[i + 1];
    const exit = close[i + horizon];
    if (close[i] > 0 && entry > 0 && exit > 0) out[i] = exit / entry - 1;
  }
  return out;
}
