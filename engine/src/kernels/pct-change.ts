import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';

/**
 * 100·(x[i] − x[i−1]) / x[i−1], in percent. NaN in the first row, where either value is missing, and where the
 * previous value is 0.
 */
export class PctChange extends StatelessKernel {
  constructor(
    private readonly x: Column,
    private readonly out: Column,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const x = this.x.data;
    const out = this.out.data;
    let previous = from > 0 ? x[from - 1] : 0 / 0;
    for (let i = from; i < to; i++) {
      const value = x[i];
      out[i] = previous !== 0 ? (100 * (value - previous)) / previous : 0 / 0;
      previous = value;
    }
  }
}
