import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { adf } from '../statistics/adf.ts';
import { halfLife } from '../statistics/half-life.ts';
import type { Phase } from '../tape/phase.ts';

/** Whether the spread reverts, as of each row. */
export interface StationarityColumns {
  /** ADF statistic. */
  readonly statistic: Column;
  /** MacKinnon's p-value for the residual of a fitted hedge ratio. */
  readonly pValue: Column;
  /** Bars. */
  readonly halfLife: Column;
}

/**
 * ADF test and half-life of a spread over the last n rows, current row included, computed anew every `stride` rows at fixed absolute
 * ordinals and held in between. NaN where there is no answer: a hole in the window, a spread that never changes or does not revert.
 */
export class RollingStationarity extends StatelessKernel {
  constructor(
    private readonly spread: Column,
    private readonly out: StationarityColumns,
    private readonly n: number,
    private readonly stride: number,
    private readonly phase: Phase,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const statistic = this.out.statistic.data;
    const pValue = this.out.pValue.data;
    const half = this.out.halfLife.data;
    const phase = this.phase.firstAbsoluteBar;
    for (let i = from; i < to; i++) {
      if ((phase + i) % this.stride !== 0) {
        statistic[i] = i > 0 ? statistic[i - 1] : NaN;
        pValue[i] = i > 0 ? pValue[i - 1] : NaN;
        half[i] = i > 0 ? half[i - 1] : NaN;
        continue;
      }
      const window = this.spread.data.subarray(Math.max(0, i + 1 - this.n), i + 1);
      const complete = window.length === this.n && this.#isComplete(window);
      const test = complete ? adf(window, { series: 2 }) : undefined;
      statistic[i] = test?.ok ? test.statistic : NaN;
      pValue[i] = test?.ok ? test.pValue : NaN;
      const reversion = complete ? halfLife(window) : undefined;
      half[i] = reversion?.ok ? reversion.halfLife : NaN;
    }
  }

  #isComplete(window: Float64Array): boolean {
    for (let i = 0; i < window.length; i++) if (window[i] !== window[i]) return false;
    return true;
  }
}
