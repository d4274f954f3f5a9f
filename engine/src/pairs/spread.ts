import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import type { HedgeColumns } from './hedge-columns.ts';

/** y − (intercept + slope·x) with the line that was known before the row; NaN where anything is missing. */
export class Spread extends StatelessKernel {
  constructor(
    private readonly y: Column,
    private readonly x: Column,
    private readonly hedge: HedgeColumns,
    private readonly out: Column,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const y = this.y.data;
    const x = this.x.data;
    const a = this.hedge.intercept.data;
    const b = this.hedge.slope.data;
    const out = this.out.data;
    for (let i = from; i < to; i++) out[i] = y[i] - (a[i] + b[i] * x[i]);
  }
}
