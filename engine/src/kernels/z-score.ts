import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { SCRATCH_A, SCRATCH_B } from './block.ts';
import { RollingMoments } from './rolling-moments.ts';

/**
 * zScore(x) = (x[i] − μ)/σ over the previous n values, the current one excluded (SPEC §3). σ has n − 1 in
 * its denominator; σ = 0, a hole in the window or a missing x[i] gives NaN; clipped to ±limit.
 */
export class ZScore extends StatelessKernel {
  readonly #x: Column;
  readonly #out: Column;
  readonly #window: RollingMoments;
  readonly #limit: number;
  readonly #phase: () => number;

  constructor(x: Column, out: Column, n: number, limit: number, phase: () => number) {
    super();
    this.#x = x;
    this.#out = out;
    this.#window = new RollingMoments(n);
    this.#limit = limit;
    this.#phase = phase;
  }

  advance(from: number, to: number): void {
    const x = this.#x.data;
    const out = this.#out.data;
    const limit = this.#limit;
    const degrees = this.#window.window - 1;
    this.#window.advance(x, from, to, this.#phase, false, SCRATCH_A, SCRATCH_B);
    for (let i = from; i < to; i++) {
      const m2 = SCRATCH_B[i - from];
      const z = m2 > 0 ? (x[i] - SCRATCH_A[i - from]) / Math.sqrt(m2 / degrees) : NaN;
      out[i] = z > limit ? limit : z < -limit ? -limit : z;
    }
  }

  override load(): void {
    this.#window.reset();
  }
}
