import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';
import type { MetricDefinition } from './definition.ts';

/**
 * On-balance volume: starts at 0 with the tape's first bar, then adds the volume of a bar that closed higher and
 * subtracts that of one that closed lower. A bar without close, previous close or volume gives NaN in its row and
 * leaves the sum as it was: the level has no meaning of its own, only its changes have.
 *
 * Source: J. Granville, New Key to Stock Market Profits (1963).
 */
export class OnBalanceVolume implements Kernel {
  readonly stateSize = 1;
  private sum = 0;

  constructor(
    readonly close: Column,
    readonly volume: Column,
    readonly out: Column,
  ) {}

  advance(from: number, to: number): void {
    const close = this.close.data;
    const volume = this.volume.data;
    const out = this.out.data;
    let previous = from > 0 ? close[from - 1] : close[from];
    for (let i = from; i < to; i++) {
      const value = close[i];
      out[i] = this.next(value - previous, volume[i]);
      previous = value;
    }
  }

  /** Takes the next bar in: its change of the close (0 for the first bar) and its volume. */
  next(change: number, volume: number): number {
    // The sign of a price change cannot be predicted, hence no branch on it; the last term is NaN where one is missing.
    const next = this.sum + volume * (+(change > 0) - +(change < 0) + 0 * change);
    if (next === next) this.sum = next;
    return next;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.sum;
  }

  load(from: Float64Array, at: number): void {
    this.sum = from[at];
  }
}

export const obv: MetricDefinition = {
  columns: [
    {
      name: 'obv',
      unit: 'base',
      meaning: 'on-balance volume',
      formula: "Σ volume·sign(close[i] − close[i−1]), 0 at the tape's first bar (Granville 1963)",
      warmUp: 'none',
    },
  ],
  needs: ['close', 'volume'],
  stage: 'lane',
  make: (scope) => new OnBalanceVolume(scope.input('close'), scope.input('volume'), scope.output('obv')),
};
