import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';

/**
 * Exponential moving average: the first value is the mean of the first n values, then
 * ema += α·(x − ema), α = 2/(n + 1) (SPEC §3). A missing value gives NaN in its row and leaves the average as it was.
 */
export class Ema implements Kernel {
  readonly stateSize = 2;
  private readonly alpha: number;
  /** The average; while warming up, the sum of the values so far. */
  private value = 0;
  private seen = 0;

  constructor(
    readonly x: Column,
    readonly out: Column,
    private readonly n: number,
  ) {
    this.alpha = 2 / (n + 1);
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    this.out.block[this.out.place + i] = this.next(this.x.block[this.x.place + i]);
  }

  /** Takes the next value in; returns the average. */
  next(x: number): number {
    if (this.seen < this.n) return +this.warmUp(x);
    const next = this.value + this.alpha * (x - this.value);
    if (next === next) this.value = next;
    return next;
  }

  private warmUp(x: number): number {
    if (x !== x) return x;
    this.value += x;
    if (++this.seen < this.n) return 0 / 0;
    this.value /= this.n;
    return this.value;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.value;
    into[at + 1] = this.seen;
  }

  load(from: Float64Array, at: number): void {
    this.value = from[at];
    this.seen = from[at + 1];
  }
}
