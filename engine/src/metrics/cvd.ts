import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { DAY } from '../time.ts';
import type { MetricDefinition } from './definition.ts';

/**
 * Σ(buy − sell) from the UTC day's first bar. The sum so far is the previous row's value, so there is no state.
 * A missing term makes the rest of that day's sum missing: a sum without one of its terms is not known.
 * On the tape's first day the sum starts at the tape's first bar.
 */
class CumulativeVolumeDelta extends StatelessKernel {
  /** The row after the last one computed, and the end of that one's day: rows mostly come one after the other. */
  private next = -1;
  private dayEnd = 0;

  constructor(
    private readonly openTime: Column,
    private readonly delta: Column,
    private readonly out: Column,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const time = this.openTime.data;
    const delta = this.delta.data;
    const out = this.out.data;
    let sum = from > 0 ? out[from - 1] : 0;
    let dayEnd = from === this.next ? this.dayEnd : from > 0 ? endOfDay(time[from - 1]) : -1 / 0;
    for (let i = from; i < to; i++) {
      if (time[i] >= dayEnd) {
        sum = 0;
        dayEnd = endOfDay(time[i]);
      }
      sum += delta[i];
      out[i] = sum;
    }
    this.next = to;
    this.dayEnd = dayEnd;
  }

  override load(): void {
    this.next = -1;
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
