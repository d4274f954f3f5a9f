import { describe, expect, it } from '@jest/globals';
import { NOISE_PATTERNS, noiseStudy } from './noise-study.ts';

/** Trials of each pattern here; `npm run nightly:calibration` makes 1,000 of ten times as many bars, with a band as narrow as that allows. */
const TRIALS = 40;
const OPTIONS = { rows: 3_000, horizons: [6, 24, 48], replicates: 100 };

describe('p-values of signals that mean nothing', () => {
  const studies = NOISE_PATTERNS.flatMap((pattern) =>
    Array.from({ length: TRIALS }, (_, k) => noiseStudy(pattern, `${k}`, OPTIONS)),
  );

  it.each(OPTIONS.horizons.map((horizon, k) => [horizon, k]))(
    'over %p bars are below 5 %% about as often as that says, for hits and for returns',
    (_, k) => {
      for (const figure of ['pValue', 'returnPValue'] as const) {
        const called = studies.filter((horizons) => horizons[k][figure] < 0.05).length;
        // Binomial(160, 5 %): 8 expected; 0 or more than 17 have a chance of 0.03 % and 0.1 %.
        expect(called).toBeGreaterThanOrEqual(1);
        expect(called).toBeLessThanOrEqual(17);
      }
    },
  );
});
