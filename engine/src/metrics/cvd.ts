import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { DAY } from '../time.ts';
import type { MetricDefinition } from './definition.ts';

/**
 * Σ(buy − sell) from the UTC day's first bar. The sum so far is the previous row's value, so there is no state.
 * A missing term makes the rest of that day's sum missing: a sum without one of its terms is not known.
 * On the tape's first day the sum starts at the tape's first bar.
 */
export class CumulativeVolumeDelta extends StatelessKernel {
  /** The row after the last one computed, and the end of that one's day: rows mostly come one after the other. */
  private after = -1;
  private dayEnd = 0;

  constructor(
    readonly openTime: Column,
    readonly delta: Column,
    readonly out: Column,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const time = this.openTime.data;
    const delta = this.delta.data;
    const out = this.out.data;
    for (let i = from; i < to; i++) out[i] = this.next(i, time, delta[i], out, 0);
  }

  /** The sum in row i, which opens at `time[i]` and adds `delta` to the row before it in `sums`, whose row 0 is at `place`. */
  next(i: number, time: Float64Array, delta: number, sums: Float64Array, place: number): number {
    if (i !== this.after || time[i] >= this.dayEnd) return +this.begin(i, time, delta, sums, place);
    this.after = i + 1;
    return sums[place + i - 1] + delta;
  }

  /** As {@link next}, for the first row of a day, and the first that is asked for. */
  private begin(i: number, time: Float64Array, delta: number, sums: Float64Array, place: number): number {
    const dayBefore = i > 0 ? endOfDay(time[i - 1]) : -1 / 0;
    this.dayEnd = endOfDay(time[i]);
    this.after = i + 1;
    return (time[i] < dayBefore ? sums[place + i - 1] : 0) + delta;
  }

  override load(): void {
    this.after = -1;
  }
}

const endOfDay = (time: number): number => (Math.floor(time / DAY) + 1) * DAY;

export const cvd: MetricDefinition = {
  columns: [
    {
      name: 'cvd',
      unit: 'base',
      meaning: 'cumulative volume delta of the UTC day',
      formula: "Σ(buy − sell) from the UTC day's first bar; NaN from a hole to the end of its day",
      warmUp: 'none',
    },
  ],
  needs: ['cvdDelta'],
  stage: 'lane',
  make: (scope) => new CumulativeVolumeDelta(scope.openTime, scope.input('cvdDelta'), scope.output('cvd')),
};
