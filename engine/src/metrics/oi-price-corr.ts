import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { RollingCorrelation } from '../kernels/rolling-correlation.ts';
import { barsIn, DAY } from '../time.ts';
import type { MetricDefinition } from './definition.ts';
import type { Phase } from '../tape/phase.ts';

/** Pearson r of open-interest change and return over the last 24 h, current bar included. */
class OiPriceCorrelation extends StatelessKernel {
  private readonly window: RollingCorrelation;

  constructor(
    private readonly oi: Column,
    private readonly price: Column,
    private readonly r: Column,
    private readonly flag: Column,
    bars: number,
    private readonly limit: number,
    private readonly phase: Phase,
  ) {
    super();
    this.window = new RollingCorrelation(bars);
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const { r, flag } = this;
    this.window.upTo(this.oi, this.price, i, this.phase);
    const value = this.window.r;
    r.block[r.place + i] = value;
    flag.block[flag.place + i] =
      value !== value ? 0 / 0 : value > this.limit ? 1 : value < -this.limit ? -1 : 0;
  }

  override load(): void {
    this.window.reset();
  }
}

export const oiPriceCorr: MetricDefinition = {
  columns: [
    {
      name: 'oiPriceCorr',
      unit: 'r',
      meaning: 'correlation of open-interest change and return over 24 h',
      formula: 'Pearson r of oiDeltaPct and returnPct over the last 24 h, current bar included',
      warmUp: '24 h and 1 bar',
    },
    {
      name: 'oiPriceCorrFlag',
      unit: 'state',
      meaning: 'whether |oiPriceCorr| is above 0.6, with its sign',
      formula: 'sign(r) where |r| > 0.6, else 0',
      warmUp: '24 h and 1 bar',
      words: { [-1]: 'opposed', 0: 'unrelated', 1: 'together' },
    },
  ],
  needs: ['oiDeltaPct', 'returnPct'],
  stage: 'lane',
  make: (scope) =>
    new OiPriceCorrelation(
      scope.input('oiDeltaPct'),
      scope.input('returnPct'),
      scope.output('oiPriceCorr'),
      scope.output('oiPriceCorrFlag'),
      barsIn(DAY, scope.timeframe),
      scope.config.metrics.correlationFlag,
      scope.tape,
    ),
};
