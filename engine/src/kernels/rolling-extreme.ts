import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import type { Phase } from '../tape/phase.ts';

/**
 * Highest (or lowest) value of the last n rows, current row included: van Herk's suffix and prefix, as in
 * rolling-moments.ts. A hole in the window gives NaN.
 */
export class RollingExtreme extends StatelessKernel {
  readonly #suffix: Float64Array;
  #prefix = NaN;
  #filled = -1;

  constructor(
    private readonly x: Column,
    private readonly out: Column,
    private readonly n: number,
    private readonly better: (a: number, b: number) => number,
    private readonly phase: Phase,
  ) {
    super();
    this.#suffix = new Float64Array(n + 1);
  }

  advance(from: number, to: number): void {
    const x = this.x.data;
    const out = this.out.data;
    if (this.#filled < 0) this.#place(x, from);
    for (let i = from; i < to; i++) {
      if (this.#filled === this.n) {
        this.#finishBlock(x, i);
        this.#filled = 0;
      }
      this.#prefix = this.#filled++ === 0 ? x[i] : this.better(this.#prefix, x[i]);
      out[i] = this.#filled === this.n ? this.#prefix : this.better(this.#suffix[this.#filled], this.#prefix);
    }
  }

  override load(): void {
    this.#filled = -1;
  }

  #place(x: Float64Array, row: number): void {
    const n = this.n;
    this.#filled = (((this.phase.firstAbsoluteBar + row) % n) + n) % n;
    const start = row - this.#filled;
    this.#finishBlock(x, start);
    for (let i = start; i < row; i++) {
      const value = i < 0 ? NaN : x[i];
      this.#prefix = i === start ? value : this.better(this.#prefix, value);
    }
  }

  #finishBlock(x: Float64Array, end: number): void {
    let best = NaN;
    for (let k = 1; k <= this.n; k++) {
      const i = end - k;
      const value = i < 0 ? NaN : x[i];
      best = k === 1 ? value : this.better(best, value);
      this.#suffix[this.n - k] = best;
    }
  }
}
