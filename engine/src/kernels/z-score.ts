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
  /** The highest and the lowest z. */
  private readonly limits: Float64Array;

  constructor(
    x: Column,
    out: Column,
    n: number,
    limit: number,
    private readonly phase: () => number,
  ) {
    super();
    this.x = [x];
    this.out = [out];
    this.limits = Float64Array.of(limit, -limit);
    this.window = new RollingMoments(this.x, n, phase);
  }

  override absorb(next: Kernel): boolean {
    if (!(next instanceof ZScore)) return false;
    const n = this.window.window;
    const same = next.window.window === n && next.limits[0] === this.limits[0] && next.phase === this.phase;
    if (!same || next.x.some((x) => this.out.includes(x))) return false;
    this.x.push(...next.x);
    this.out.push(...next.out);
    this.window = new RollingMoments(this.x, n, this.phase);
    return true;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  /**
   * All columns of a row, with what {@link RollingMoments.before} does written out: a live bar spends less on four z-scores
   * than on handing their means from one call to the next.
   */
  row(i: number): void {
    const { x, out, window } = this;
    window.enter(i);
    const { pairs, filled } = window;
    const n = window.window;
    const before = filled - 1;
    const share = before * window.share;
    const inverse = window.inverse[filled];
    const high = this.limits[0];
    const low = this.limits[1];
    let suffix = 2 * before * x.length;
    let prefix = window.prefix;
    for (let k = 0; k < x.length; k++, suffix += 2, prefix += 2) {
      const from = x[k];
      const value = from.block[from.place + i];
      const mean = pairs[prefix];
      const m2 = pairs[prefix + 1];
      const delta = mean - pairs[suffix];
      const squares = pairs[suffix + 1] + m2 + delta * delta * (n - before) * share;
      const distance = value - (pairs[suffix] + delta * share);
      const z = squares > 0 ? distance / Math.sqrt(squares / (n - 1)) : 0 / 0;
      const d = value - mean;
      const next = mean + d * inverse;
      pairs[prefix] = next;
      pairs[prefix + 1] = m2 + d * (value - next);
      const to = out[k];
      to.block[to.place + i] = z > high ? high : z < low ? low : z;
    }
  }

  override load(): void {
    this.window.reset();
  }
}
