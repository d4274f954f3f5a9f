import { ZScore } from '../kernels/z-score.ts';
import type { MetricDefinition } from './definition.ts';

function zScoreOf(name: string, input: string, meaning: string): MetricDefinition {
  return {
    columns: [
      {
        name,
        unit: 'σ',
        meaning,
        formula: `(x[i] − μ)/σ of ${input}, μ and σ (n − 1) over the previous 20 values; clipped to ±10`,
        warmUp: '20 values before the current one',
      },
    ],
    needs: [input],
    stage: 'lane',
    make: (scope) => {
      const { zWindow, zClip } = scope.config.metrics;
      return new ZScore(scope.input(input), scope.output(name), zWindow, zClip, scope.tape);
    },
  };
}

/** The z-scores of SPEC §3 that have one value per bar. */
export const oiZ = zScoreOf('oiZ', 'oiDeltaPct', 'how unusual the change of open interest is');
export const priceZ = zScoreOf('priceZ', 'returnPct', 'how unusual the return is');
export const volumeZ = zScoreOf('volumeZ', 'volume', 'how unusual the volume is');
export const lsZ = zScoreOf('lsZ', 'globalLongShort', 'how unusual the long/short ratio is');
