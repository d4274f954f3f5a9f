import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { log } from '../numeric/log.ts';

/** ln(value / previous); NaN where either is missing, and never the logarithm of 0 or of a division by 0: no returns. */
export function logReturnOf(previous: number, value: number): number {
  const ratio = value / previous;
  return ratio > 0 && ratio < 1 / 0 ? log(ratio) : 0 / 0;
}

/** {@link logReturnOf} a column from row to row; NaN in the first row. */
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
    const x = this.x.data;
    this.out.data[i] = logReturnOf(i > 0 ? x[i - 1] : 0 / 0, x[i]);
  }
}
