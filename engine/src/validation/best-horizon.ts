import type { JudgedHorizon } from './study.ts';
import type { Verdict } from './verdict.ts';

/** The horizon and measure with the smallest p-value; the longest horizon's hit rate where nothing could be tested. */
export function bestOf(horizons: readonly JudgedHorizon[]): {
  study: JudgedHorizon;
  measure: Verdict['measure'];
  adjusted: number;
} {
  let best = {
    study: horizons[horizons.length - 1],
    measure: 'hit rate' as Verdict['measure'],
    adjusted: NaN,
  };
  let smallest = Infinity;
  for (const study of horizons) {
    if (study.pValue < smallest) {
      smallest = study.pValue;
      best = { study, measure: 'hit rate', adjusted: study.adjustedP };
    }
    if (study.returnPValue < smallest) {
      smallest = study.returnPValue;
      best = { study, measure: 'return', adjusted: study.adjustedReturnP };
    }
  }
  return best;
}
