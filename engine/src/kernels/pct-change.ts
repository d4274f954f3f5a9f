import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';

/**
 * 100·(x[i] − x[i−1]) / x[i−1], in percent. NaN in the first row, where either value is missing, and where the
 * previous value is 0.
 */
export class PctChange extends StatelessKernel {
  readonly #x: Column;
  readonly #out: Column;

  constructor(x: Column, out: Column) {
    super();
    this.#x = x;
    this.#out = out;
  }

  advance(from: number, to: number): void {
    const x = this.#x.data;
    const out = this.#out.data;
    let previous = from > 0 ? x[from - 1] : NaN;
    for (let i = from; i < to; i++) {
      const value = x[i];
      out[i] = previous !== 0 ? (100 * (value - previous)) / previous : NaN;
      previous = value;
    }
  }
}
