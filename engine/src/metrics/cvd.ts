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
    let dayEnd = from > 0 ? (Math.floor(time[from - 1] / DAY) + 1) * DAY : -Infinity;
    for (let i = from; i < to; i++) {
      if (time[i] >= dayEnd) {
        sum = 0;
        dayEnd = (Math.floor(time[i] / DAY) + 1) * DAY;
      }
      sum += delta[i];
      out[i] = sum;
    }
  }
}

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
