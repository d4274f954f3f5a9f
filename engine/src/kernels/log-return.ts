import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { logOfChange } from '../numeric/log.ts';

/** ln(value / previous) of a column from row to row; NaN where either is missing, and in the first row. */
export class LogReturn extends StatelessKernel {
  constructor(
    readonly x: Column,
    readonly out: Column,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const { x, out } = this;
    if (i > 0) logOfChange(x.block, x.place + i, out.block, out.place + i);
    else out.block[out.place] = 0 / 0;
  }
}
