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
    readonly high: Column,
    readonly low: Column,
    readonly close: Column,
    readonly out: Column,
    private readonly n: number,
  ) {}

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const high = this.high.block[this.high.place + i];
    const low = this.low.block[this.low.place + i];
    const before = this.close.block[this.close.place + (i > 0 ? i - 1 : 0)];
    const range = i > 0 ? Math.max(high - low, Math.abs(high - before), Math.abs(low - before)) : high - low;
    const average = this.average;
    const next = this.seen < this.n ? +this.warmUp(range) : average + (range - average) / this.n;
    if (next === next) this.average = next;
    this.out.block[this.out.place + i] = next;
  }

  private warmUp(range: number): number {
    if (range !== range) return range;
    this.average += range / this.n;
    return ++this.seen < this.n ? 0 / 0 : this.average;
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
