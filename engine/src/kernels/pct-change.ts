import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';

/** 100·(value − previous) / previous, in percent; NaN where either is missing and where the previous value is 0. */
export function pctChange(previous: number, value: number): number {
  return previous !== 0 ? (100 * (value - previous)) / previous : 0 / 0;
}

/** {@link pctChange} of a column from row to row; NaN in the first row. */
export class PctChange extends StatelessKernel {
  constructor(
    readonly x: Column,
    readonly out: Column,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const x = this.x.data;
    const out = this.out.data;
    let previous = from > 0 ? x[from - 1] : 0 / 0;
    for (let i = from; i < to; i++) {
      const value = x[i];
      out[i] = pctChange(previous, value);
      previous = value;
    }
  }
}
