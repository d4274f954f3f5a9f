import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';

/**
 * Wilder's RSI: averages of gains and losses, the first being the plain mean of the first n changes, then
 * avg += (x − avg)/n; RSI = 100 − 100/(1 + gain/loss), 100 where there was no loss.
 * A change across a hole is missing: NaN in its row, the averages stay as they were.
 *
 * Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978).
 */
export class WilderRsi implements Kernel {
  readonly stateSize = 3;
  readonly #x: Column;
  readonly #out: Column;
  readonly #n: number;
  #gain = 0;
  #loss = 0;
  #seen = 0;

  constructor(x: Column, out: Column, n: number) {
    this.#x = x;
    this.#out = out;
    this.#n = n;
  }

  advance(from: number, to: number): void {
    const x = this.#x.data;
    const out = this.#out.data;
    let i = from;
    for (; i < to && this.#seen < this.#n; i++) out[i] = this.#warmUp(i > 0 ? x[i] - x[i - 1] : NaN);
    const share = 1 / this.#n;
    let gain = this.#gain;
    let loss = this.#loss;
    let previous = i > 0 ? x[i - 1] : NaN;
    for (; i < to; i++) {
      const value = x[i];
      const change = value - previous;
      previous = value;
      if (change !== change) {
        out[i] = NaN;
        continue;
      }
      // Gains and losses without a branch: the sign of a price change cannot be predicted.
      const size = Math.abs(change);
      gain += (0.5 * (size + change) - gain) * share;
      loss += (0.5 * (size - change) - loss) * share;
      out[i] = loss > 0 ? 100 - 100 / (1 + gain / loss) : 100;
    }
    this.#gain = gain;
    this.#loss = loss;
  }

  #warmUp(change: number): number {
    if (change !== change) return NaN;
    this.#gain += Math.max(change, 0) / this.#n;
    this.#loss += Math.max(-change, 0) / this.#n;
    if (++this.#seen < this.#n) return NaN;
    return this.#loss > 0 ? 100 - 100 / (1 + this.#gain / this.#loss) : 100;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.#gain;
    into[at + 1] = this.#loss;
    into[at + 2] = this.#seen;
  }

  load(from: Float64Array, at: number): void {
    this.#gain = from[at];
    this.#loss = from[at + 1];
    this.#seen = from[at + 2];
  }
}
