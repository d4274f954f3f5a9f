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
    readonly x: Column,
    readonly out: Column,
    private readonly n: number,
  ) {
    this.share = 1 / n;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to;) {
      if (this.seen >= this.n && i > 0) i = this.stretch(i, to);
      // The first rows, and a hole.
      if (i < to) this.row(i++);
    }
  }

  /** What {@link row} does, for rows [from, to) up to the first hole, which it returns: the averages stay in registers. */
  private stretch(from: number, to: number): number {
    const x = this.x.block;
    const out = this.out.block;
    const at = this.x.place;
    const place = this.out.place;
    const share = this.share;
    let gain = +this.gain;
    let loss = +this.loss;
    let i = from;
    for (; i < to; i++) {
      const change = x[at + i] - x[at + i - 1];
      if (change !== change) break;
      const size = Math.abs(change);
      gain = gain + (0.5 * (size + change) - gain) * share;
      loss = loss + (0.5 * (size - change) - loss) * share;
      out[place + i] = loss > 0 ? 100 - 100 / (1 + gain / loss) : 100;
    }
    this.gain = gain;
    this.loss = loss;
    return i;
  }

  row(i: number): void {
    const x = this.x.block;
    const at = this.x.place + i;
    const change = i > 0 ? x[at] - x[at - 1] : 0 / 0;
    if (change !== change || this.seen < this.n) {
      this.out.block[this.out.place + i] = this.warmUp(change);
      return;
    }
    // Gains and losses without a branch: the sign of a price change cannot be predicted.
    const size = Math.abs(change);
    const share = this.share;
    const gain = this.gain + (0.5 * (size + change) - this.gain) * share;
    const loss = this.loss + (0.5 * (size - change) - this.loss) * share;
    this.gain = gain;
    this.loss = loss;
    this.out.block[this.out.place + i] = loss > 0 ? 100 - 100 / (1 + gain / loss) : 100;
  }

  /** What there is to say of a change that is missing, or among the first n. */
  private warmUp(change: number): number {
    if (change !== change) return change;
    this.gain += Math.max(change, 0) / this.n;
    this.loss += Math.max(-change, 0) / this.n;
    if (++this.seen < this.n) return 0 / 0;
    return this.loss > 0 ? 100 - 100 / (1 + this.gain / this.loss) : 100;
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
