import { ZScore } from '../kernels/z-score.ts';
import type { MetricDefinition } from './definition.ts';

/** Per venue: how unusual its open-interest change is beside that of all venues (SPEC §3). */
export const oiDivergence: MetricDefinition = {
  columns: [
    {
      name: 'oiDivergence',
      unit: 'σ',
      meaning: "how unusual this venue's open-interest change is beside that of all venues",
      formula: 'zScore of (oiDeltaPct − mean of oiDeltaPct over venues, weighted by quoteVolume24h)',
      warmUp: '24 h and 20 bars; needs two venues',
    },
  ],
  needs: ['oiVsVenues'],
  stage: 'cross',
  make: (scope) => {
    const { zWindow, zClip } = scope.config.metrics;
    return new ZScore(scope.input('oiVsVenues'), scope.output('oiDivergence'), zWindow, zClip, scope.phase);
  },
};
