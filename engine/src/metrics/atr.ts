import { WilderAtr } from '../kernels/wilder-atr.ts';
import type { MetricDefinition } from './definition.ts';

/** Wilder's average true range. */
export const atr: MetricDefinition = {
  columns: [
    {
      name: 'atr',
      unit: 'quote',
      meaning: "Wilder's average true range",
      formula:
        "mean of the first 14 true ranges, then avg += (TR − avg)/14; the first bar's TR is high − low",
      warmUp: '13 bars',
    },
  ],
  needs: ['high', 'low', 'close'],
  stage: 'lane',
  make: (scope) =>
    new WilderAtr(
      scope.input('high'),
      scope.input('low'),
      scope.input('close'),
      scope.output('atr'),
      scope.config.metrics.atrPeriod,
    ),
};
