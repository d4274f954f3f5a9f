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
  private readonly share: number;
  private gain = 0;
  private loss = 0;
  private seen = 0;

  constructor(
    private readonly x: Column,
    private readonly out: Column,
    private readonly n: number,
  ) {
    this.share = 1 / n;
  }

  advance(from: number, to: number): void {
    const start = this.seen < this.n ? this.warmUp(from, to) : from;
    if (start === to) return;
    const x = this.x.data;
    const out = this.out.data;
    const share = this.share;
    let gain = this.gain;
    let loss = this.loss;
    // The averages have been seen to warm up, so there is a row before.
    let previous = x[start - 1];
    for (let i = start; i < to; i++) {
      const value = x[i];
      const change = value - previous;
      previous = value;
      if (change !== change) {
        out[i] = change;
        continue;
      }
      // Gains and losses without a branch: the sign of a price change cannot be predicted.
      const size = Math.abs(change);
      gain += (0.5 * (size + change) - gain) * share;
      loss += (0.5 * (size - change) - loss) * share;
      out[i] = loss > 0 ? 100 - 100 / (1 + gain / loss) : 100;
    }
    this.gain = gain;
    this.loss = loss;
  }

  /** Averages the first n changes; returns the row after the one in which the first value stands. */
  private warmUp(from: number, to: number): number {
    const x = this.x.data;
    const out = this.out.data;
    let i = from;
    for (; i < to && this.seen < this.n; i++) {
      const change = i > 0 ? x[i] - x[i - 1] : 0 / 0;
      out[i] = 0 / 0;
      if (change !== change) continue;
      this.gain += Math.max(change, 0) / this.n;
      this.loss += Math.max(-change, 0) / this.n;
      if (++this.seen === this.n) out[i] = this.loss > 0 ? 100 - 100 / (1 + this.gain / this.loss) : 100;
    }
    return i;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.gain;
    into[at + 1] = this.loss;
    into[at + 2] = this.seen;
  }

  load(from: Float64Array, at: number): void {
    this.gain = from[at];
    this.loss = from[at + 1];
    this.seen = from[at + 2];
  }
}
