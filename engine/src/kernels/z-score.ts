import type { Column } from '../column.ts';
import { StatelessKernel, type Kernel } from '../kernel.ts';
import { RollingMoments } from './rolling-moments.ts';
import type { Phase } from '../tape/phase.ts';

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
    private readonly phase: Phase,
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
    if (this.x.length > 1) for (let i = from; i < to; i++) this.row(i);
    else for (let i = from; i < to;) i = this.stretch(i, to);
  }

  /**
   * What {@link row} does with one column, for the rows of [from, to) that end with its block of the window, which it returns the end of:
   * the prefix stays in registers. A sweep computes a column of a hundred thousand rows before its first run.
   */
  private stretch(from: number, to: number): number {
    const { window } = this;
    window.enter(from);
    const { pairs, prefix, inverse } = window;
    const n = window.window;
    const share = window.share;
    const high = this.limits[0];
    const low = this.limits[1];
    const x = this.x[0].block;
    const z = this.out[0].block;
    const shift = this.out[0].place - this.x[0].place;
    const first = this.x[0].place + from;
    const before = window.filled - 1;
    const rows = Math.min(to - from, n - before);
    let mean = +pairs[prefix];
    let m2 = +pairs[prefix + 1];
    for (let k = before; k < before + rows; k++) {
      const at = first + k - before;
      const value = x[at];
      const part = k * share;
      const suffix = pairs[2 * k];
      const delta = mean - suffix;
      const squares = pairs[2 * k + 1] + m2 + delta * delta * (n - k) * part;
      const distance = value - (suffix + delta * part);
      const score = squares > 0 ? distance / Math.sqrt(squares / (n - 1)) : 0 / 0;
      z[at + shift] = score > high ? high : score < low ? low : score;
      const d = value - mean;
      mean += d * inverse[k + 1];
      m2 += d * (value - mean);
    }
    pairs[prefix] = mean;
    pairs[prefix + 1] = m2;
    window.filled = before + rows;
    return from + rows;
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
