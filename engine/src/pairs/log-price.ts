import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { log } from '../numeric/log.ts';

/** ln x; NaN where x is missing or not positive. */
export class LogPrice extends StatelessKernel {
  constructor(
    private readonly x: Column,
    private readonly out: Column,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const x = this.x.data;
    const out = this.out.data;
    for (let i = from; i < to; i++) out[i] = x[i] > 0 ? log(x[i]) : NaN;
  }
}
