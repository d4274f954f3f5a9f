import type { Column } from '../column.ts';
import type { CascadeConfig } from '../config.ts';
import { StatelessKernel } from '../kernel.ts';
import { SCRATCH } from '../kernels/block.ts';
import { RollingSum } from '../kernels/rolling-sum.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';
import { barsIn, HOUR, timeframeMs } from '../time.ts';

export const CASCADE_SEVERITIES = ['none', 'LOW', 'MODERATE', 'HIGH', 'CRITICAL', 'EXTREME'] as const;

/**
 * Liquidation cascade over a sliding hour (SPEC §5.1). On timeframes longer than an hour the window is the bar
 * itself. A bar without liquidation data makes the whole hour unknown.
 */
class Cascade extends StatelessKernel {
  /** Longs, then shorts. */
  readonly #sums: RollingSum;
  readonly #out: Column[];
  readonly #config: CascadeConfig;
  readonly #hours: number;
  readonly #phase: () => number;

  constructor(scope: MetricScope) {
    super();
    const bars = barsIn(HOUR, scope.timeframe);
    this.#sums = new RollingSum([scope.input('liquidatedLongUsd'), scope.input('liquidatedShortUsd')], bars);
    this.#out = cascade.columns.map((column) => scope.output(column.name));
    this.#config = scope.config.cascade;
    this.#hours = (bars * timeframeMs(scope.timeframe)) / HOUR;
    this.#phase = scope.phase;
  }

  advance(from: number, to: number): void {
    const out = this.#out;
    const total = out[0].data;
    const velocity = out[1].data;
    const longShare = out[2].data;
    const severity = out[3].data;
    const dominance = out[4].data;
    const { totalUsd, severity: steps, velocityUsdPerHour, longDominated, shortDominated } = this.#config;
    const sums = SCRATCH;
    const rows = to - from;
    this.#sums.advance(from, to, this.#phase, sums, 0);
    for (let i = from; i < to; i++) {
      const longUsd = sums[i - from];
      const sum = longUsd + sums[rows + i - from];
      const speed = sum / this.#hours;
      const share = sum > 0 ? longUsd / sum : NaN;
      total[i] = sum;
      velocity[i] = speed;
      longShare[i] = share;
      let level = sum === sum ? 0 : NaN;
      if (sum >= totalUsd) {
        for (let k = 0; k < 5; k++) if (speed >= steps[k] * velocityUsdPerHour) level = k + 1;
      }
      severity[i] = level;
      dominance[i] = !(level > 0) ? level : share >= longDominated ? 1 : share <= shortDominated ? -1 : 0;
    }
  }

  override load(): void {
    this.#sums.reset();
  }
}

export const cascade: MetricDefinition = {
  columns: [
    {
      name: 'cascadeTotalUsd',
      unit: 'USD',
      meaning: 'USD liquidated in the last hour',
      formula: 'Σ(liquidatedLongUsd + liquidatedShortUsd) over 1 h',
      warmUp: '1 h',
    },
    {
      name: 'cascadeVelocity',
      unit: 'USD/h',
      meaning: 'liquidations per hour',
      formula: 'cascadeTotalUsd / length of the window',
      warmUp: '1 h',
    },
    {
      name: 'cascadeLongShare',
      unit: 'fraction',
      meaning: 'share of longs among the liquidations of the last hour',
      formula: 'long USD / total USD; NaN without liquidations',
      warmUp: '1 h',
    },
    {
      name: 'cascadeSeverity',
      unit: 'state',
      meaning: 'liquidation cascade',
      formula: 'total ≥ 500,000 USD and velocity ≥ 200,000 USD/h × 1, 2.5, 5, 10, 25 for severity 1 to 5',
      warmUp: '1 h',
      words: { ...CASCADE_SEVERITIES },
    },
    {
      name: 'cascadeDominance',
      unit: 'state',
      meaning: 'which side is being liquidated during a cascade',
      formula: '1 from 60 % long share, −1 to 40 %, else 0',
      warmUp: '1 h',
      words: { [-1]: 'shorts', 0: 'mixed', 1: 'longs' },
    },
  ],
  needs: ['liquidatedLongUsd', 'liquidatedShortUsd'],
  stage: 'lane',
  make: (scope) => new Cascade(scope),
};
