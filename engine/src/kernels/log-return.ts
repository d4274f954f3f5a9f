import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { log } from '../numeric/log.ts';

/** ln(x[i] / x[i−1]); NaN in the first row and where either value is missing. */
export class LogReturn extends StatelessKernel {
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
      const ratio = value / previous;
      // Not from the logarithm of 0 or of a division by 0: those are not returns.
      out[i] = ratio > 0 && ratio < 1 / 0 ? log(ratio) : 0 / 0;
      previous = value;
    }
  }
}
