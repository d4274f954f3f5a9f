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
  private readonly x: Column[];
  private readonly out: Column[];
  private window: RollingMoments;

  constructor(
    x: Column,
    out: Column,
    n: number,
    private readonly limit: number,
    private readonly phase: () => number,
  ) {
    super();
    this.x = [x];
    this.out = [out];
    this.window = new RollingMoments(this.x, n, phase);
  }

  override absorb(next: Kernel): boolean {
    if (!(next instanceof ZScore)) return false;
    const n = this.window.window;
    const same = next.window.window === n && next.limit === this.limit && next.phase === this.phase;
    if (!same || next.x.some((x) => this.out.includes(x))) return false;
    this.x.push(...next.x);
    this.out.push(...next.out);
    this.window = new RollingMoments(this.x, n, this.phase);
    return true;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const { x, out, window, limit } = this;
    const degrees = window.window - 1;
    window.enter(i);
    for (let k = 0; k < x.length; k++) {
      const data = x[k].data;
      window.before(k, data, i);
      const z = window.m2 > 0 ? (data[i] - window.mean) / Math.sqrt(window.m2 / degrees) : 0 / 0;
      out[k].data[i] = z > limit ? limit : z < -limit ? -limit : z;
    }
  }

  override load(): void {
    this.window.reset();
  }
}
