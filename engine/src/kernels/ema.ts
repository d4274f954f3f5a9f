import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';

/**
 * Exponential moving average: the first value is the mean of the first n values, then
 * ema += α·(x − ema), α = 2/(n + 1) (SPEC §3). A missing value gives NaN in its row and leaves the average as it was.
 */
export class Ema implements Kernel {
  readonly stateSize = 2;
  readonly #x: Column;
  readonly #out: Column;
  readonly #n: number;
  /** The average; while warming up, the sum of the values so far. */
  #value = 0;
  #seen = 0;

  constructor(x: Column, out: Column, n: number) {
    this.#x = x;
    this.#out = out;
    this.#n = n;
  }

  advance(from: number, to: number): void {
    const x = this.#x.data;
    const out = this.#out.data;
    const alpha = 2 / (this.#n + 1);
    let i = from;
    for (; i < to && this.#seen < this.#n; i++) out[i] = this.#warmUp(x[i]);
    let value = this.#value;
    for (; i < to; i++) {
      const next = value + alpha * (x[i] - value);
      out[i] = next;
      if (next === next) value = next;
    }
    this.#value = value;
  }

  #warmUp(x: number): number {
    if (x !== x) return NaN;
    this.#value += x;
    if (++this.#seen < this.#n) return NaN;
    this.#value /= this.#n;
    return this.#value;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.#value;
    into[at + 1] = this.#seen;
  }

  load(from: Float64Array, at: number): void {
    this.#value = from[at];
    this.#seen = from[at + 1];
  }
}
