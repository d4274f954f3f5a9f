import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';

/**
 * Wilder's average true range: TR = max(high − low, |high − previous close|, |low − previous close|), the first
 * bar's being high − low; the first average is the mean of the first n ranges, then avg += (TR − avg)/n.
 * Where the bar or the one before it is missing, the range is missing: NaN, and the average stays as it was.
 */
export class WilderAtr implements Kernel {
  readonly stateSize = 2;
  readonly #high: Column;
  readonly #low: Column;
  readonly #close: Column;
  readonly #out: Column;
  readonly #n: number;
  #average = 0;
  #seen = 0;

  constructor(high: Column, low: Column, close: Column, out: Column, n: number) {
    this.#high = high;
    this.#low = low;
    this.#close = close;
    this.#out = out;
    this.#n = n;
  }

  advance(from: number, to: number): void {
    const high = this.#high.data;
    const low = this.#low.data;
    const close = this.#close.data;
    const out = this.#out.data;
    const n = this.#n;
    let average = this.#average;
    let seen = this.#seen;
    for (let i = from; i < to; i++) {
      let range = high[i] - low[i];
      if (i > 0) {
        const previous = close[i - 1];
        range = Math.max(range, Math.abs(high[i] - previous), Math.abs(low[i] - previous));
      }
      if (range !== range) {
        out[i] = NaN;
      } else if (seen < n) {
        average += range / n;
        out[i] = ++seen < n ? NaN : average;
      } else {
        average += (range - average) / n;
        out[i] = average;
      }
    }
    this.#average = average;
    this.#seen = seen;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.#average;
    into[at + 1] = this.#seen;
  }

  load(from: Float64Array, at: number): void {
    this.#average = from[at];
    this.#seen = from[at + 1];
  }
}
