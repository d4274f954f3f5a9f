import type { Column } from '../column.ts';
import { StatelessKernel, type Kernel } from '../kernel.ts';
import { RollingMoments } from './rolling-moments.ts';

/**
 * zScore(x) = (x[i] − μ)/σ over the previous n values, the current one excluded (SPEC §3). σ has n − 1 in
 * its denominator; σ = 0, a hole in the window or a missing x[i] gives NaN; clipped to ±limit.
 *
 * Several z-scores that come one after the other are computed by one kernel.
 */
export class ZScore extends StatelessKernel {
  private readonly out: Column[];
  private readonly windows: RollingMoments[];
  private readonly degrees: number;

  constructor(
    x: Column,
    out: Column,
    n: number,
    private readonly limit: number,
    phase: () => number,
  ) {
    super();
    this.out = [out];
    this.windows = [new RollingMoments(x, n, phase)];
    this.degrees = n - 1;
  }

  override absorb(next: Kernel): boolean {
    if (!(next instanceof ZScore) || next.degrees !== this.degrees || next.limit !== this.limit) return false;
    this.windows.push(...next.windows);
    this.out.push(...next.out);
    return true;
  }

  advance(from: number, to: number): void {
    const outs = this.out;
    const limit = this.limit;
    const degrees = this.degrees;
    for (let k = 0; k < outs.length; k++) {
      const window = this.windows[k];
      const x = window.x.data;
      const out = outs[k].data;
      for (let i = from; i < to; i++) {
        window.before(x, i);
        const z = window.m2 > 0 ? (x[i] - window.mean) / Math.sqrt(window.m2 / degrees) : 0 / 0;
        out[i] = z > limit ? limit : z < -limit ? -limit : z;
      }
    }
  }

  override load(): void {
    for (const window of this.windows) window.reset();
  }
}
