#!/usr/bin/env node
// Whether p-values of signals that mean nothing are no more often small than they say, and whether 95 % intervals of their excess hold the
// true one: npm run nightly:calibration [-- trials [bars [from]]], after a build. `from` numbers the first trial, to go on where another run ended.
// Prints one line per market, pattern, horizon and figure, and exits with 1 where chance does not explain a share: of p-values that are
// called too often, or of intervals that hold less than 93 %. Rarer than stated (several tests have to agree) is said and no failure.
import { NOISE_MARKETS, NOISE_PATTERNS, noiseStudy } from '@hindcast/engine/testing';

const [trials = 1_000, rows = 24_000, from = 0] = process.argv.slice(2).map(Number);
/** Costs make hits of moves that are large enough: only then do wild bars hit more often than calm ones. */
const SETTINGS = { walk: { costs: 0, horizons: [6, 24, 48] }, garch: { costs: 0.0012, horizons: [1, 24] } };
const LEVELS = [0.05, 0.01];
const FIGURES = /** @type {const} */ ([
  ['pValue', 'excess', 'hit rate'],
  ['returnPValue', 'excessReturn', 'mean return'],
]);
/** Least share that a 95 % interval has to hold. */
const COVERAGE = 0.93;
/** Standard errors to either side: of 120 shares one lies outside by chance in less than a run of 20. */
const WIDTH = 3.5;

let outside = 0;
for (const market of NOISE_MARKETS) {
  const { costs, horizons } = SETTINGS[market];
  for (const pattern of NOISE_PATTERNS) {
    const studies = Array.from({ length: trials }, (_, k) =>
      noiseStudy(pattern, `nightly ${from + k}`, { rows, market, costs, horizons, replicates: 500 }),
    );
    horizons.forEach((horizon, k) => {
      for (const [figure, interval, name] of FIGURES) {
        const shares = LEVELS.map((level) => {
          const share = studies.filter((study) => study[k][figure] < level).length / trials;
          const band = bandOf(level);
          if (share > level + band) outside++;
          const word = share > level + band ? ' OUTSIDE' : share < level - band ? ' rarer' : '';
          return `p < ${level}: ${percent(share)} (${percent(level - band)} to ${percent(level + band)})${word}`;
        });
        const tested = studies.map((study) => study[k][interval]).filter(({ low }) => low === low);
        const held = tested.filter(({ low, high }) => low <= 0 && high >= 0).length / tested.length;
        const missed = held < COVERAGE - bandOf(COVERAGE);
        if (missed) outside++;
        process.stdout.write(
          `${market.padEnd(5)} ${pattern.padEnd(10)} ${String(horizon).padStart(2)} bars  ${name.padEnd(11)}  ` +
            `${shares.join('   ')}   95 % interval holds ${percent(held)}${missed ? ' OUTSIDE' : ''}\n`,
        );
      }
    });
  }
}
process.exit(outside > 0 ? 1 : 0);

/** @param {number} share */
function bandOf(share) {
  return WIDTH * Math.sqrt((share * (1 - share)) / trials);
}

/** @param {number} share */
function percent(share) {
  return `${(100 * Math.max(0, share)).toFixed(2)} %`;
}
