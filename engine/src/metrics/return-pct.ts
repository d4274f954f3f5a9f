import { PctChange } from '../kernels/pct-change.ts';
import type { MetricDefinition } from './definition.ts';

/** Close-to-close return in percent: what priceZ and oiPriceCorr are made of (SPEC §3). */
export const returnPct: MetricDefinition = {
  columns: [
    {
      name: 'returnPct',
      unit: '%',
      meaning: 'close-to-close return',
      formula: '100·(close[i] − close[i−1]) / close[i−1]',
      warmUp: '1 bar',
    },
  ],
  needs: ['close'],
  stage: 'lane',
  make: (scope) => new PctChange(scope.input('close'), scope.output('returnPct')),
};
