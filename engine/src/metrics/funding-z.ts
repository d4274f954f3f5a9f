import type { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';
import { SettlementWindow } from '../kernels/settlement-window.ts';
import type { MetricDefinition } from './definition.ts';

/** z-score of the settled funding rates, one value per settlement, held between settlements (SPEC §3). */
class FundingZ implements Kernel {
  readonly stateSize: number;
  private readonly window: SettlementWindow;
  private z = 0 / 0;

  constructor(
    private readonly rate: Column,
    time: Column,
    private readonly out: Column,
    n: number,
    private readonly clip: number,
  ) {
    this.window = new SettlementWindow(rate, time, n);
    this.stateSize = this.window.stateSize + 1;
  }

  advance(from: number, to: number): void {
    for (let i = from; i < to; i++) this.row(i);
  }

  row(i: number): void {
    const { rate, out } = this;
    const value = rate.block[rate.place + i];
    if (this.window.settles(i)) {
      this.z = this.window.zOfNext(value, this.clip);
      this.window.push(value);
    }
    out.block[out.place + i] = value === value ? this.z : 0 / 0;
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.z;
    this.window.save(into, at + 1);
  }

  load(from: Float64Array, at: number): void {
    this.z = from[at];
    this.window.load(from, at + 1);
  }
}

export const fundingZ: MetricDefinition = {
  columns: [
    {
      name: 'fundingZ',
      unit: 'σ',
      meaning: 'how unusual the last settled funding rate is',
      formula: '(rate − μ)/σ over the 20 settlements before it, held until the next; clipped to ±10',
      warmUp: '20 settlements',
    },
  ],
  needs: ['fundingRate', 'fundingTime'],
  stage: 'lane',
  make: (scope) =>
    new FundingZ(
      scope.input('fundingRate'),
      scope.input('fundingTime'),
      scope.output('fundingZ'),
      scope.config.metrics.zWindow,
      scope.config.metrics.zClip,
    ),
};
