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
    private readonly x: Column,
    private readonly out: Column,
    private readonly n: number,
  ) {
    this.alpha = 2 / (n + 1);
  }

  advance(from: number, to: number): void {
    const i = this.seen < this.n ? this.warmUp(from, to) : from;
    const x = this.x.data;
    const out = this.out.data;
    const alpha = this.alpha;
    let value = this.value;
    for (let k = i; k < to; k++) {
      const next = value + alpha * (x[k] - value);
      out[k] = next;
      if (next === next) value = next;
    }
    this.value = value;
  }

  /** Sums the first n values; returns the row after the one in which the first average stands. */
  private warmUp(from: number, to: number): number {
    const x = this.x.data;
    const out = this.out.data;
    let i = from;
    for (; i < to && this.seen < this.n; i++) {
      if (x[i] === x[i]) {
        this.value += x[i];
        if (++this.seen === this.n) this.value /= this.n;
      }
      out[i] = x[i] === x[i] && this.seen === this.n ? this.value : 0 / 0;
    }
    return i;
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
