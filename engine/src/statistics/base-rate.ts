import type { EventSet } from './events.ts';
import type { Outcomes } from './outcomes.ts';
import type { Sample } from './sample.ts';

/** What the market gave anyone who decided at random in the same direction and regime. */
export interface BaseRate {
  /** Mean outcome of random decisions with the events' mix of directions and regimes; NaN without events. */
  readonly rate: number;
  /** Per row: the events' excess over their own stratum's rate, and 1 where an event is; made for bootstrapRatio. */
  readonly excess: Float64Array;
  readonly taken: Float64Array;
  /** Mean outcome of the events themselves. */
  readonly eventMean: number;
  /** Events with a known outcome. */
  readonly events: number;
  /** Events whose outcome is not known: too near the end, or a hole. */
  readonly unknown: number;
}

/**
 * Base rate of the same symbol, period and regime: the mean outcome over *all* rows of each regime and direction, weighted as the
 * events are spread over them (direct standardisation). A signal that only fires long in a rising market must beat what buying at
 * any bar of that market gave.
 *
 * `excess` is each row's contribution to (event mean − base rate), the fluctuation of the base included:
 * Σ over directions of (event − share of events in the stratum)·(outcome − stratum rate). Its sum over `taken`'s is the excess.
 *
 * @param events rows and directions
 * @param outcomes per row and direction
 * @param regimes a number per row; rows with NaN belong to no regime and are left out. Without it all rows are one
 * @example baseRate(events, hitOutcomes(returns, 0.0008)).rate // 0.47
 */
export function baseRate(events: EventSet, outcomes: Outcomes, regimes?: Sample): BaseRate {
  const rows = outcomes.long.length;
  const excess = new Float64Array(rows);
  const taken = new Float64Array(rows);
  let base = 0;
  let sum = 0;
  let known = 0;
  for (const direction of [1, -1]) {
    const outcome = direction === 1 ? outcomes.long : outcomes.short;
    const marked = markEvents(events, direction, rows);
    for (const stratum of strata(outcome, marked, regimes)) {
      known += stratum.events;
      base += stratum.events * stratum.rate;
      sum += stratum.eventSum;
      const share = stratum.events / stratum.rows.length;
      for (const i of stratum.rows) {
        excess[i] += (marked[i] - share) * (outcome[i] - stratum.rate);
        taken[i] += marked[i];
      }
    }
  }
  const unknown = events.rows.length - known;
  return { rate: base / known, eventMean: sum / known, excess, taken, events: known, unknown };
}

interface Stratum {
  rows: number[];
  rate: number;
  events: number;
  eventSum: number;
}

function markEvents(events: EventSet, direction: number, rows: number): Float64Array {
  const marked = new Float64Array(rows);
  for (let k = 0; k < events.rows.length; k++)
    if (events.directions[k] === direction) marked[events.rows[k]] = 1;
  return marked;
}

/** Regimes in which there are events, with the mean outcome over all their rows. */
function strata(outcome: Sample, marked: Float64Array, regimes: Sample | undefined): Stratum[] {
  const byRegime = new Map<number, Stratum>();
  for (let i = 0; i < outcome.length; i++) {
    const regime = regimes ? regimes[i] : 0;
    if (outcome[i] !== outcome[i] || regime !== regime) continue;
    let stratum = byRegime.get(regime);
    if (!stratum) byRegime.set(regime, (stratum = { rows: [], rate: 0, events: 0, eventSum: 0 }));
    stratum.rows.push(i);
    stratum.rate += outcome[i];
    stratum.events += marked[i];
    stratum.eventSum += marked[i] * outcome[i];
  }
  const found = [...byRegime.values()].filter((stratum) => stratum.events > 0);
  for (const stratum of found) stratum.rate /= stratum.rows.length;
  return found;
}
