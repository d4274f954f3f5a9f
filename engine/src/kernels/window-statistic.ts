import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { SCRATCH_A, SCRATCH_B } from './block.ts';
import { RollingMoments } from './rolling-moments.ts';

/** Mean, or standard deviation (n − 1), of the last n rows, current row included. A hole in the window gives NaN. */
export class WindowStatistic extends StatelessKernel {
  readonly #window: RollingMoments;

  constructor(
    private readonly x: Column,
    private readonly out: Column,
    n: number,
    private readonly kind: 'mean' | 'deviation',
    private readonly phase: () => number,
  ) {
    super();
    this.#window = new RollingMoments(n);
  }

  advance(from: number, to: number): void {
    const out = this.out.data;
    const degrees = this.#window.window - 1;
    this.#window.advance(this.x.data, from, to, this.phase, true, SCRATCH_A, SCRATCH_B);
    if (this.kind === 'mean') out.set(SCRATCH_A.subarray(0, to - from), from);
    else
      for (let i = from; i < to; i++) out[i] = degrees > 0 ? Math.sqrt(SCRATCH_B[i - from] / degrees) : NaN;
  }

  override load(): void {
    this.#window.reset();
  }
}
