#!/usr/bin/env node
// Whether p-values of signals that mean nothing are as rare as they say: npm run nightly:calibration [-- trials [bars]], after a build.
// Prints one line per pattern, horizon and figure, and exits with 1 where a share lies outside the band that binomial chance allows.
import { NOISE_PATTERNS, noiseStudy } from '@hindcast/engine/testing';

const [trials = 1_000, rows = 24_000] = process.argv.slice(2).map(Number);
const HORIZONS = [6, 24, 48];
const LEVELS = [0.05, 0.01];
const FIGURES = /** @type {const} */ ([
  ['pValue', 'hit rate'],
  ['returnPValue', 'mean return'],
]);
/** Standard errors to either side: of 36 shares one lies outside by chance in less than a run of 40. */
const WIDTH = 3.5;

let outside = 0;
for (const pattern of NOISE_PATTERNS) {
  const studies = Array.from({ length: trials }, (_, k) =>
    noiseStudy(pattern, `nightly ${k}`, { rows, horizons: HORIZONS, replicates: 500 }),
  );
  HORIZONS.forEach((horizon, k) => {
    for (const [figure, name] of FIGURES) {
      const shares = LEVELS.map((level) => {
        const share = studies.filter((horizons) => horizons[k][figure] < level).length / trials;
        const band = WIDTH * Math.sqrt((level * (1 - level)) / trials);
        const off = Math.abs(share - level) > band;
        if (off) outside++;
        return `p < ${level}: ${(100 * share).toFixed(2)} % (${percent(level - band)} to ${percent(level + band)})${off ? ' OUTSIDE' : ''}`;
      });
      process.stdout.write(
        `${pattern.padEnd(10)} ${String(horizon).padStart(2)} bars  ${name.padEnd(11)}  ${shares.join('   ')}\n`,
      );
    }
  });
}
process.exit(outside > 0 ? 1 : 0);

/** @param {number} share */
function percent(share) {
  return `${(100 * Math.max(0, share)).toFixed(2)} %`;
}
