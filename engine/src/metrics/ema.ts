import type { EngineConfig } from '../config.ts';
import { Ema } from '../kernels/ema.ts';
import type { MetricDefinition } from './definition.ts';

function emaOfClose(name: string, period: (config: EngineConfig) => number): MetricDefinition {
  return {
    columns: [
      {
        name,
        unit: 'quote',
        meaning: 'exponential moving average of the close',
        formula: 'SMA of the first n closes, then ema += α·(close − ema), α = 2/(n + 1)',
        warmUp: 'n − 1 bars',
      },
    ],
    needs: ['close'],
    stage: 'lane',
    make: (scope) => new Ema(scope.input('close'), scope.output(name), period(scope.config)),
  };
}

/** The fast and the slow average; their periods are configuration, their names keep the defaults. */
export const ema12 = emaOfClose('ema12', (config) => config.metrics.emaFast);
export const ema26 = emaOfClose('ema26', (config) => config.metrics.emaSlow);
