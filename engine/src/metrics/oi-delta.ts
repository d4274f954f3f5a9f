import { PctChange } from '../kernels/pct-change.ts';
import type { MetricDefinition } from './definition.ts';

/** Change of open interest in base units, so that price does not leak in (SPEC §3). */
export const oiDeltaPct: MetricDefinition = {
  columns: [
    {
      name: 'oiDeltaPct',
      unit: '%',
      meaning: 'change of open interest since the previous bar',
      formula: '100·(OI[i] − OI[i−1]) / OI[i−1], open interest in base units',
      warmUp: '1 bar',
    },
  ],
  needs: ['openInterest'],
  stage: 'lane',
  make: (scope) => new PctChange(scope.input('openInterest'), scope.output('oiDeltaPct')),
};
