import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { RollingSum } from '../kernels/rolling-sum.ts';
import { barsIn, DAY } from '../time.ts';
import type { MetricDefinition } from './definition.ts';
import type { Phase } from '../tape/phase.ts';

class TrailingSum extends StatelessKernel {
  private readonly window: RollingSum;

  constructor(
    private readonly x: Column,
    private readonly out: Column,
    bars: number,
    phase: Phase,
  ) {
    super();
    this.window = new RollingSum(bars, phase);
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    this.window.upTo(this.x, i);
    this.out.block[this.out.place + i] = this.window.sum;
  }

  override load(): void {
    this.window.reset();
  }
}

/** The weight of a venue in weightedOi and oiDivergence (SPEC §3). */
export const quoteVolume24h: MetricDefinition = {
  columns: [
    {
      name: 'quoteVolume24h',
      unit: 'quote',
      meaning: 'quote volume of the last 24 hours: the weight of a venue',
      formula: 'Σ quoteVolume over 24 h, current bar included',
      warmUp: '24 h',
    },
  ],
  needs: ['quoteVolume'],
  stage: 'lane',
  make: (scope) =>
    new TrailingSum(
      scope.input('quoteVolume'),
      scope.output('quoteVolume24h'),
      barsIn(DAY, scope.timeframe),
      scope.tape,
    ),
};
