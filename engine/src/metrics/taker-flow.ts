import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { MINUTE, timeframeMs } from '../time.ts';
import type { MetricDefinition } from './definition.ts';

/** cvdDelta and imbalancePct: both read buy − sell of the bar (SPEC §3). */
class TakerFlow extends StatelessKernel {
  constructor(
    private readonly volume: Column,
    private readonly takerBuy: Column,
    private readonly delta: Column,
    private readonly imbalance: Column,
    private readonly clip: number,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const volume = this.volume.data;
    const takerBuy = this.takerBuy.data;
    const delta = this.delta.data;
    const imbalance = this.imbalance.data;
    const clip = this.clip;
    for (let i = from; i < to; i++) {
      const buy = takerBuy[i];
      const sell = volume[i] - buy;
      const difference = buy - sell;
      delta[i] = difference;
      const total = buy + sell;
      const percent = total > 0 ? (100 * difference) / total : 0 / 0;
      imbalance[i] = percent > clip ? clip : percent < -clip ? -clip : percent;
    }
  }
}

export const takerFlow: MetricDefinition = {
  columns: [
    {
      name: 'cvdDelta',
      unit: 'base',
      meaning: 'taker buy volume minus taker sell volume of the bar',
      formula: 'buy − sell = takerBuyVolume − (volume − takerBuyVolume)',
      warmUp: 'none',
    },
    {
      name: 'imbalancePct',
      unit: '%',
      meaning:
        'taker imbalance of the bar; clipped to ±50 on timeframes of 5m and longer; no volume gives NaN',
      formula: '100·(buy − sell)/(buy + sell)',
      warmUp: 'none',
    },
  ],
  needs: ['volume', 'takerBuyVolume'],
  stage: 'lane',
  make: (scope) =>
    new TakerFlow(
      scope.input('volume'),
      scope.input('takerBuyVolume'),
      scope.output('cvdDelta'),
      scope.output('imbalancePct'),
      timeframeMs(scope.timeframe) >= 5 * MINUTE ? scope.config.metrics.imbalanceClip : Infinity,
    ),
};
