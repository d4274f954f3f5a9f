#!/usr/bin/env node
// Whether sweeps of the planted market get the right word on seeds that nobody has looked at: npm run nightly:sweeps [-- seeds [days...]], after
// a build. One line per sweep and length; exits with 1 where an edge is called overfitted or noise is said to hold more often than stated.
import { STUDIED_SWEEPS, studiedMarket, sweepStudy } from '@hindcast/engine/testing';

const [seeds = 40, ...lengths] = process.argv.slice(2).map(Number);
const salt = process.env.SWEEPS_SEED ?? 'nightly';
/** A best run below this looks like nothing, whatever it is called. */
const LOOKS_GOOD = 1.5;
/** Days that the edge needs to show: below them it may be missed. */
const ENOUGH_DAYS = 120;
/** Share of curve fits that may be said to hold. Before costs a reversal earns a little on this market: some of what is found is there. */
const MOST_HELD = { paid: 0.05, free: 0.15 };

let outside = 0;
for (const days of lengths.length > 0 ? lengths : [70, 140]) {
  /** @type {Record<string, { looks: number, holds: number, overfitted: number, unknown: number, sharpe: number[] }>} */
  const tally = {};
  for (let k = 0; k < seeds; k++) {
    const tapes = studiedMarket(days, `${salt} ${days} ${k}`);
    for (const [name, sweep] of Object.entries(STUDIED_SWEEPS)) {
      const { best, judged } = sweepStudy(sweep, tapes, `${salt} ${k}`);
      const own = (tally[name] ??= { looks: 0, holds: 0, overfitted: 0, unknown: 0, sharpe: [] });
      own.sharpe.push(best);
      if (!(best > LOOKS_GOOD)) continue;
      own.looks++;
      if (judged.word === 'holds') own.holds++;
      else if (judged.word === 'overfitted') own.overfitted++;
      else own.unknown++;
    }
  }
  for (const [name, { looks, holds, overfitted, unknown, sharpe }] of Object.entries(tally)) {
    const { edge, costs } = STUDIED_SWEEPS[/** @type {keyof typeof STUDIED_SWEEPS} */ (name)];
    // Two standard errors are allowed to chance.
    const most = (/** @type {number} */ share) =>
      share + 2 * Math.sqrt((share * (1 - share)) / Math.max(1, looks));
    const off = edge
      ? days >= ENOUGH_DAYS && overfitted / looks > most(0.05)
      : holds / Math.max(1, looks) > most(MOST_HELD[costs.takerFee > 0 ? 'paid' : 'free']);
    if (off) outside++;
    process.stdout.write(
      `${String(days).padStart(3)} days  ${name.padEnd(42)} Sharpe ${median(sharpe).toFixed(1).padStart(4)}  of ${String(looks).padStart(3)} that look good: ` +
        `holds ${percent(holds / looks)}  overfitted ${percent(overfitted / looks)}  not to be told ${percent(unknown / looks)}${off ? '  OUTSIDE' : ''}\n`,
    );
  }
}
process.exit(outside > 0 ? 1 : 0);

/** @param {number} share */
function percent(share) {
  return Number.isFinite(share) ? `${(100 * share).toFixed(0)} %`.padStart(5) : '    -';
}

/** @param {number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
