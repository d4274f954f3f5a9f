import { describe, expect, it } from '@jest/globals';
import { STUDIED_SWEEPS, studiedMarket, sweepStudy, type StudiedSweepName } from '../testing/index.ts';

/** Four months of the demo market under another seed; at length and over many seeds: `npm run nightly:sweeps`. */
const SEED = 'planted 1';
const market = studiedMarket(120, SEED);

const swept = (name: StudiedSweepName): ReturnType<typeof sweepStudy> =>
  sweepStudy(STUDIED_SWEEPS[name], market, SEED);

describe('a sweep of the planted market', () => {
  it.each(['curve fit on BTC, 150 runs, no costs', 'curve fit on SOL, 50 runs, no costs'] as const)(
    'that fits a curve where there is no edge is flagged as overfitted: %s',
    (name) => {
      const { best, judged } = swept(name);
      expect(best).toBeGreaterThan(1.5);
      expect(judged.word).toBe('overfitted');
    },
  );

  it.each(['planted edge, 20 runs', 'planted edge, 400 runs'] as const)(
    'over the planted edge holds: %s',
    (name) => {
      const { judged } = swept(name);
      expect(judged.word).toBe('holds');
      expect(judged.deflatedSharpe).toBeGreaterThan(0.95);
      expect(judged.lossProbability).toBeLessThan(0.05);
      expect(judged.spaP).toBeLessThan(0.05);
    },
  );
});
