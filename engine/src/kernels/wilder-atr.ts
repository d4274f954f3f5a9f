import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';

/**
 * Wilder's average true range: TR = max(high − low, |high − previous close|, |low − previous close|), the first
 * bar's being high − low; the first average is the mean of the first n ranges, then avg += (TR − avg)/n.
 * Where the bar or the one before it is missing, the range is missing: NaN, and the average stays as it was.
 */
export class WilderAtr implements Kernel {
  readonly stateSize = 2;
  private average = 0;
  private seen = 0;

  constructor(
    private readonly high: Column,
    private readonly low: Column,
    private readonly close: Column,
    private readonly out: Column,
    private readonly n: number,
  ) {}

  advance(from: number, to: number): void {
    const high = this.high.data;
    const low = this.low.data;
    const close = this.close.data;
    const out = this.out.data;
    const start = this.seen < this.n ? this.warmUp(from, to) : from;
    let average = this.average;
    for (let i = start; i < to; i++) {
      const next = average + (trueRange(high, low, close, i) - average) / this.n;
      out[i] = next;
      if (next === next) average = next;
    }
    this.average = average;
  }

  /** Averages the first n ranges; returns the row after the one in which the first value stands. */
  private warmUp(from: number, to: number): number {
    const out = this.out.data;
    let i = from;
    for (; i < to && this.seen < this.n; i++) {
      const range = trueRange(this.high.data, this.low.data, this.close.data, i);
      out[i] = 0 / 0;
      if (range !== range) continue;
      this.average += range / this.n;
      if (++this.seen === this.n) out[i] = this.average;
    }
    return i;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.average;
    into[at + 1] = this.seen;
  }

  load(from: Float64Array, at: number): void {
    this.average = from[at];
    this.seen = from[at + 1];
  }
}

function trueRange(high: Float64Array, low: Float64Array, close: Float64Array, i: number): number {
  const range = high[i] - low[i];
  if (i === 0) return range;
  const previous = close[i - 1];
  return Math.max(range, Math.abs(high[i] - previous), Math.abs(low[i] - previous));
}
