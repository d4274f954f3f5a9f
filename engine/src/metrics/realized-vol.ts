import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { RollingMoments } from '../kernels/rolling-moments.ts';
import { barsIn, DAY } from '../time.ts';
import type { MetricDefinition } from './definition.ts';
import type { Phase } from '../tape/phase.ts';

/** Standard deviation of the log returns of the last 24 h, scaled to 24 h, in percent. */
class RealizedVolatility extends StatelessKernel {
  private readonly window: RollingMoments;
  private readonly scale: number;

  constructor(
    private readonly x: Column,
    private readonly out: Column,
    bars: number,
    phase: Phase,
  ) {
    super();
    this.window = new RollingMoments([x], bars, phase);
    // n returns of variance v add up to a day's variance n·v; one return has no deviation.
    this.scale = bars > 1 ? bars / (bars - 1) : NaN;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const window = this.window;
    window.enter(i);
    window.upTo(0, this.x.block, this.x.place + i);
    this.out.block[this.out.place + i] = 100 * Math.sqrt(window.m2 * this.scale);
  }

  override load(): void {
    this.window.reset();
  }
}

export const realizedVol: MetricDefinition = {
  columns: [
    {
      name: 'realizedVol',
      unit: '% per 24 h',
      meaning: 'realised volatility of the last 24 hours',
      formula: '100·sd(log returns over 24 h)·√(bars in 24 h), n − 1 in the denominator',
      warmUp: '24 h; none on timeframes of a day and longer',
    },
  ],
  needs: ['logReturn'],
  stage: 'lane',
  make: (scope) =>
    new RealizedVolatility(
      scope.input('logReturn'),
      scope.output('realizedVol'),
      barsIn(DAY, scope.timeframe),
      scope.tape,
    ),
};
