import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import type { HedgeColumns } from './hedge-columns.ts';
import { HuberLine } from './huber-line.ts';
import type { Phase } from '../tape/phase.ts';

/**
 * Huber's robust line over the n rows before, fitted anew every `stride` rows at fixed absolute ordinals and held in between: each fit
 * reads the whole window several times, and a line over n bars hardly moves within n/10 of them. With stride 1 it is fitted at
 * every row. The result depends on the window and its place in time alone, not on where the tape began.
 *
 * A hole in the window, or an x that does not move over it, gives NaN until the next fit.
 */
export class RollingHuber extends StatelessKernel {
  readonly #line: HuberLine;

  /** @param n rows in the window, at least 3 */
  constructor(
    private readonly y: Column,
    private readonly x: Column,
    private readonly out: HedgeColumns,
    private readonly n: number,
    private readonly stride: number,
    private readonly phase: Phase,
  ) {
    super();
    this.#line = new HuberLine(n);
  }

  advance(from: number, to: number): void {
    const { stride, n } = this;
    const intercept = this.out.intercept.data;
    const slope = this.out.slope.data;
    const error = this.out.error.data;
    const line = this.#line;
    const phase = this.phase.firstAbsoluteBar;
    for (let i = from; i < to; i++) {
      if ((phase + i) % stride === 0) {
        if (i < n) {
          intercept[i] = slope[i] = error[i] = NaN;
          continue;
        }
        line.fit(this.x.data, this.y.data, i - n, i);
        intercept[i] = line.intercept;
        slope[i] = line.slope;
        error[i] = line.error;
      } else {
        intercept[i] = i > 0 ? intercept[i - 1] : NaN;
        slope[i] = i > 0 ? slope[i - 1] : NaN;
        error[i] = i > 0 ? error[i - 1] : NaN;
      }
    }
  }
}
