import type { Column } from '../column.ts';
import { StatelessKernel } from '../kernel.ts';
import { MINUTE, timeframeMs } from '../time.ts';
import type { MetricDefinition } from './definition.ts';

/** Taker buy volume less taker sell volume of a bar. */
export function takerDelta(volume: number, takerBuy: number): number {
  return takerBuy - (volume - takerBuy);
}

/** 100·(buy − sell)/(buy + sell), clipped; NaN without volume. */
export function imbalance(volume: number, takerBuy: number, clip: number): number {
  const sell = volume - takerBuy;
  const total = takerBuy + sell;
  const percent = total > 0 ? (100 * (takerBuy - sell)) / total : 0 / 0;
  return percent > clip ? clip : percent < -clip ? -clip : percent;
}

/** cvdDelta and imbalancePct: both read buy − sell of the bar (SPEC §3). */
export class TakerFlow extends StatelessKernel {
  constructor(
    readonly volume: Column,
    readonly takerBuy: Column,
    readonly delta: Column,
    readonly imbalance: Column,
    readonly clip: number,
  ) {
    super();
  }

  advance(from: number, to: number): void {
    const volume = this.volume.data;
    const takerBuy = this.takerBuy.data;
    const delta = this.delta.data;
    const percent = this.imbalance.data;
    const clip = this.clip;
    for (let i = from; i < to; i++) {
      delta[i] = takerDelta(volume[i], takerBuy[i]);
      percent[i] = imbalance(volume[i], takerBuy[i], clip);
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
