import type { Column } from '../column.ts';
import { StatelessKernel, type Kernel } from '../kernel.ts';
import { MAX_TOGETHER, SCRATCH } from './block.ts';
import { RollingMoments } from './rolling-moments.ts';

/**
 * zScore(x) = (x[i] − μ)/σ over the previous n values, the current one excluded (SPEC §3). σ has n − 1 in
 * its denominator; σ = 0, a hole in the window or a missing x[i] gives NaN; clipped to ±limit.
 *
 * Several z-scores over the same window are computed side by side.
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
    if (!(next instanceof ZScore) || this.x.length + next.x.length > MAX_TOGETHER) return false;
    const n = this.window.window;
    const same = next.window.window === n && next.limit === this.limit && next.phase === this.phase;
    if (!same || next.x.some((x) => this.out.includes(x))) return false;
    this.x.push(...next.x);
    this.out.push(...next.out);
    this.window = new RollingMoments(this.x, n, this.phase);
    return true;
  }

  advance(from: number, to: number): void {
    const outs = this.out;
    const limit = this.limit;
    const degrees = this.window.window - 1;
    const moments = SCRATCH;
    this.window.advance(from, to, false, moments);
    let at = 0;
    for (let k = 0; k < outs.length; k++) {
      const x = this.x[k].data;
      const out = outs[k].data;
      for (let i = from; i < to; i++) {
        const m2 = moments[at + 1];
        const z = m2 > 0 ? (x[i] - moments[at]) / Math.sqrt(m2 / degrees) : 0 / 0;
        out[i] = z > limit ? limit : z < -limit ? -limit : z;
        at += 2;
      }
    }
  }

  override load(): void {
    this.window.reset();
  }
}
