import { PctChange } from '../kernels/pct-change.ts';
import type { MetricDefinition } from './definition.ts';

/** Change of the global long/short account ratio (SPEC §3). */
export const lsDeltaPct: MetricDefinition = {
  columns: [
    {
      name: 'lsDeltaPct',
      unit: '%',
      meaning: 'change of the global long/short account ratio since the previous bar',
      formula: '100·(LS[i] − LS[i−1]) / LS[i−1]',
      warmUp: '1 bar',
    },
  ],
  needs: ['globalLongShort'],
  stage: 'lane',
  make: (scope) => new PctChange(scope.input('globalLongShort'), scope.output('lsDeltaPct')),
};
