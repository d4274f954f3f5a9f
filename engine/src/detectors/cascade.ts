import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { RollingSum } from '../kernels/rolling-sum.ts';
import type { MetricDefinition, MetricScope } from '../metrics/definition.ts';
import { barsIn, HOUR, timeframeMs } from '../time.ts';

export const CASCADE_SEVERITIES = ['none', 'LOW', 'MODERATE', 'HIGH', 'CRITICAL', 'EXTREME'] as const;

/**
 * Liquidation cascade over a sliding hour (SPEC §5.1). On timeframes longer than an hour the window is the bar
 * itself. A bar without liquidation data makes the whole hour unknown.
 */
class Cascade extends StatelessKernel {
  private readonly longs: Column;
  private readonly shorts: Column;
  private readonly longSum: RollingSum;
  private readonly shortSum: RollingSum;
  private readonly total: Column;
  private readonly velocity: Column;
  private readonly longShare: Column;
  private readonly severity: Column;
  private readonly dominance: Column;
  /** Total, long-dominated share, short-dominated share, then the velocities from which severity 1…5 begins. */
  private readonly limits: Float64Array;
  private readonly hours: number;

  constructor(scope: MetricScope) {
    super();
    const bars = barsIn(HOUR, scope.timeframe);
    this.longs = scope.input('liquidatedLongUsd');
    this.shorts = scope.input('liquidatedShortUsd');
    this.longSum = new RollingSum(bars, scope.tape);
    this.shortSum = new RollingSum(bars, scope.tape);
    this.total = scope.output('cascadeTotalUsd');
    this.velocity = scope.output('cascadeVelocity');
    this.longShare = scope.output('cascadeLongShare');
    this.severity = scope.output('cascadeSeverity');
    this.dominance = scope.output('cascadeDominance');
    const { totalUsd, longDominated, shortDominated, severity, velocityUsdPerHour } = scope.config.cascade;
    const velocities = severity.map((step) => step * velocityUsdPerHour);
    this.limits = Float64Array.of(totalUsd, longDominated, shortDominated, ...velocities);
    this.hours = (bars * timeframeMs(scope.timeframe)) / HOUR;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const out = this.total.block;
    const limits = this.limits;
    this.longSum.upTo(this.longs, i);
    this.shortSum.upTo(this.shorts, i);
    const longUsd = this.longSum.sum;
    const sum = longUsd + this.shortSum.sum;
    const share = sum > 0 ? longUsd / sum : 0 / 0;
    out[this.total.place + i] = sum;
    const speed = sum / this.hours;
    out[this.velocity.place + i] = speed;
    out[this.longShare.place + i] = share;
    // 0, or NaN where the sum is.
    let level = 0 * sum;
    if (sum >= limits[0]) {
      for (let k = 0; k < 5; k++) if (speed >= limits[3 + k]) level = k + 1;
    }
    out[this.severity.place + i] = level;
    out[this.dominance.place + i] = !(level > 0)
      ? level
      : share >= limits[1]
        ? 1
        : share <= limits[2]
          ? -1
          : 0;
  }

  override load(): void {
    this.longSum.reset();
    this.shortSum.reset();
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
