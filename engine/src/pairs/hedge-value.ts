import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';

/**
 * Value of x that balances each USDT of y: the slope itself where it is one of log prices (a ratio of notionals), else the slope, a ratio
 * of units, times the ratio of the prices. NaN where anything is missing.
 */
export class HedgeValue extends StatelessKernel {
  constructor(
    private readonly slope: Column,
    private readonly out: Column,
    /** Closes of y and x where the slope is one of prices. */
    private readonly closes?: readonly [Column, Column],
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const slope = this.slope.data;
    const out = this.out.data;
    if (!this.closes) {
      for (let i = from; i < to; i++) out[i] = slope[i];
      return;
    }
    const [y, x] = [this.closes[0].data, this.closes[1].data];
    for (let i = from; i < to; i++) out[i] = y[i] > 0 ? (slope[i] * x[i]) / y[i] : NaN;
  }
}
