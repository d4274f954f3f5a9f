import { LogReturn } from '../kernels/log-return.ts';
import type { MetricDefinition } from './definition.ts';

/** Logarithmic close-to-close return: what realizedVol and the correlations are made of. */
export const logReturn: MetricDefinition = {
  columns: [
    {
      name: 'logReturn',
      unit: 'ln',
      meaning: 'logarithmic close-to-close return',
      formula: 'ln(close[i] / close[i−1])',
      warmUp: '1 bar',
    },
  ],
  needs: ['close'],
  stage: 'lane',
  make: (scope) => new LogReturn(scope.input('close'), scope.output('logReturn')),
};
