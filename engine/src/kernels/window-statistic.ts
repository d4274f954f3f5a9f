import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { SCRATCH } from './block.ts';
import { RollingMoments } from './rolling-moments.ts';

/** Mean, or standard deviation (n − 1), of the last n rows, current row included. A hole in the window gives NaN. */
export class WindowStatistic extends StatelessKernel {
  private readonly window: RollingMoments;

  constructor(
    x: Column,
    private readonly out: Column,
    n: number,
    private readonly kind: 'mean' | 'deviation',
    phase: () => number,
  ) {
    super();
    this.window = new RollingMoments([x], n, phase);
  }

  advance(from: number, to: number): void {
    const out = this.out.data;
    const degrees = this.window.window - 1;
    const moments = SCRATCH;
    this.window.advance(from, to, true, moments);
    if (this.kind === 'mean') for (let i = from; i < to; i++) out[i] = moments[2 * (i - from)];
    else
      for (let i = from; i < to; i++)
        out[i] = degrees > 0 ? Math.sqrt(moments[2 * (i - from) + 1] / degrees) : 0 / 0;
  }

  override load(): void {
    this.window.reset();
  }
}
