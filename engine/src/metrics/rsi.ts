import { WilderRsi } from '../kernels/wilder-rsi.ts';
import type { MetricDefinition } from './definition.ts';

/** Wilder's relative strength index on close. */
export const rsi: MetricDefinition = {
  columns: [
    {
      name: 'rsi',
      unit: '0–100',
      meaning: "Wilder's relative strength index of the close",
      formula: '100 − 100/(1 + average gain / average loss), n = 14 (Wilder 1978)',
      warmUp: '14 changes',
    },
  ],
  needs: ['close'],
  stage: 'lane',
  make: (scope) => new WilderRsi(scope.input('close'), scope.output('rsi'), scope.config.metrics.rsiPeriod),
};
