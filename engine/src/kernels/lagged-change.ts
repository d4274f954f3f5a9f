import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';

/** x[i] − x[i−n]; NaN in the first n rows and where either value is missing. */
export class LaggedChange extends StatelessKernel {
  constructor(
    private readonly x: Column,
    private readonly out: Column,
    private readonly n: number,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const x = this.x.data;
    const out = this.out.data;
    for (let i = from; i < to; i++) out[i] = i < this.n ? NaN : x[i] - x[i - this.n];
  }
}
