import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { RollingMoments } from './rolling-moments.ts';
import type { Phase } from '../tape/phase.ts';

/** Mean, or standard deviation (n − 1), of the last n rows, current row included. A hole in the window gives NaN. */
export class WindowStatistic extends StatelessKernel {
  private readonly window: RollingMoments;

  constructor(
    private readonly x: Column,
    private readonly out: Column,
    n: number,
    private readonly kind: 'mean' | 'deviation',
    phase: Phase,
  ) {
    super();
    this.window = new RollingMoments([x], n, phase);
  }

  advance(from: number, to: number): void {
    const window = this.window;
    const x = this.x.data;
    const out = this.out.data;
    const degrees = window.window - 1;
    const mean = this.kind === 'mean';
    for (let i = from; i < to; i++) {
      window.enter(i);
      window.upTo(0, x, i);
      out[i] = mean ? window.mean : degrees > 0 ? Math.sqrt(window.m2 / degrees) : 0 / 0;
    }
  }

  override load(): void {
    this.window.reset();
  }
}
