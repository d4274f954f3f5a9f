import type { EventSet } from './events.ts';
import { drawsOf, placementLoad } from './placement-load.ts';
import type { Outcomes } from './outcomes.ts';
import type { Sample } from './sample.ts';

/** What the market gave anyone who decided at random in the same direction and regime. */
export interface BaseRate {
  /** Mean outcome of random decisions with the events' mix of directions and regimes; NaN without events. */
  readonly rate: number;
  /**
   * What the excess (event mean − rate) of events that mean nothing is expected to be: all rows include those just before the
   * events, and of those a signal knows how they ended. The bars before "RSI below 35" fell, and make buying at any bar look
   * worse than it is to come. Usually a tenth of a percent; 0 without events.
   */
  readonly meaningless: number;
  /** Variance of one outcome about its stratum's rate, over all rows of the events' strata; 0 without events. */
  readonly variance: number;
  /** Per row: the events' excess over their own stratum's rate, and 1 where an event is; made for bootstrapRatio. */
  readonly excess: Float64Array;
  readonly taken: Float64Array;
  /** What the bars weigh in the excess, and the variance that comes of it; made for independentDraws. */
  readonly load: Float64Array;
  readonly draws: number;
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
 * @param horizon bars over which an outcome forms
 * @param regimes a number per row; rows with NaN belong to no regime and are left out. Without it all rows are one
 * @example baseRate(events, hitOutcomes(returns, 0.0008), 24).rate // 0.47
 */
export function baseRate(events: EventSet, outcomes: Outcomes, horizon: number, regimes?: Sample): BaseRate {
  const rows = outcomes.long.length;
  const reach = Math.min(horizon + MEMORY, Math.floor(rows * MOST_REACH));
  const excess = new Float64Array(rows);
  const taken = new Float64Array(rows);
  const weights = new Float64Array(rows);
  let base = 0;
  let sum = 0;
  let known = 0;
  let seen = 0;
  let variance = 0;
  for (const direction of [1, -1]) {
    const outcome = direction === 1 ? outcomes.long : outcomes.short;
    const marked = markEvents(events, direction, rows);
    if (marked.count === 0) continue;
    const strata = strataOf(outcome, marked.rows, regimes);
    for (const stratum of strata.values()) {
      if (stratum.events === 0) continue;
      known += stratum.events;
      base += stratum.events * (stratum.sum / stratum.rows);
      sum += stratum.eventSum;
      variance += stratum.events * varianceOf(stratum);
    }
    seen += seenBefore(outcome, marked.rows, regimes, strata, reach);
    spread(outcome, marked.rows, regimes, strata, direction, { excess, taken, weights });
  }
  const load = placementLoad(weights, horizon);
  return {
    rate: base / known,
    meaningless: known > 0 ? -seen / known : 0,
    variance: known > 0 ? variance / known : 0,
    excess,
    taken,
    load,
    draws: drawsOf(weights, load, horizon),
    eventMean: sum / known,
    events: known,
    unknown: events.rows.length - known,
  };
}

/** Rows of one regime with a known outcome: how many, their outcomes summed, and the events among them. */
interface Stratum {
  rows: number;
  sum: number;
  squares: number;
  events: number;
  eventSum: number;
  /** Of outcomes less their mean, over the rows that {@link seenBefore} looks back on. */
  window: number;
}

/** Bars that a signal is taken to look back on: a day of quarter hours, several times the windows that most metrics have. */
const MEMORY = 96;
/** It looks back on no larger share of a recording than this: in a short one that would only add noise. */
const MOST_REACH = 0.05;

function markEvents(
  events: EventSet,
  direction: number,
  rows: number,
): { rows: Float64Array; count: number } {
  const marked = new Float64Array(rows);
  let count = 0;
  for (let k = 0; k < events.rows.length; k++) {
    if (events.directions[k] !== direction) continue;
    marked[events.rows[k]] = 1;
    count++;
  }
  return { rows: marked, count };
}

function strataOf(
  outcome: Sample,
  marked: Float64Array,
  regimes: Sample | undefined,
): ReadonlyMap<number, Stratum> {
  const strata = new Map<number, Stratum>();
  let last = NaN;
  let stratum: Stratum | undefined;
  for (let i = 0; i < outcome.length; i++) {
    const regime = regimes ? regimes[i] : 0;
    if (outcome[i] !== outcome[i] || regime !== regime) continue;
    // Regimes last: the row before is nearly always of the same one.
    if (regime !== last) {
      last = regime;
      stratum = strata.get(regime);
      if (!stratum)
        strata.set(regime, (stratum = { rows: 0, sum: 0, squares: 0, events: 0, eventSum: 0, window: 0 }));
    }
    stratum!.rows++;
    stratum!.sum += outcome[i];
    stratum!.squares += outcome[i] * outcome[i];
    stratum!.events += marked[i];
    stratum!.eventSum += marked[i] * outcome[i];
  }
  return strata;
}

/** Of the outcome over the stratum's rows; what rounding leaves of none is none. */
function varianceOf({ rows, sum, squares }: Stratum): number {
  const variance = squares / rows - (sum / rows) * (sum / rows);
  return variance > 1e-14 * (squares / rows) ? variance : 0;
}

/**
 * What outcomes before the events put into the sum of (event − share)·(outcome − rate), which stands for no excess: with the mean of all
 * rows taken from each, that sum is expected to be less than its true value by Σ over lags of the covariance of an event with
 * the outcome so many rows before it, summed up here with the sign that belongs on the other side.
 *
 * Sources: M. G. Kendall, "Note on bias in the estimation of autocorrelation", Biometrika 41 (1954); R. F. Stambaugh, "Predictive
 * regressions", J. Financial Economics 54 (1999): the bias of a regression on what past returns have made.
 *
 * @param reach rows before an event that are looked at
 */
function seenBefore(
  outcome: Sample,
  marked: Float64Array,
  regimes: Sample | undefined,
  strata: ReadonlyMap<number, Stratum>,
  reach: number,
): number {
  if (reach < 1) return 0;
  const entering = stratumFinder(outcome, regimes, strata);
  const leaving = stratumFinder(outcome, regimes, strata);
  let seen = 0;
  for (let i = 0; i < outcome.length; i++) {
    const own = entering(i);
    if (own) {
      seen += ((marked[i] - own.events / own.rows) * own.window) / own.rows;
      own.window += outcome[i] - own.sum / own.rows;
    }
    const gone = i >= reach ? leaving(i - reach) : undefined;
    if (gone) gone.window -= outcome[i - reach] - gone.sum / gone.rows;
  }
  return seen;
}

/** The stratum of a row; undefined where its outcome or its regime is not known. To be asked row by row. */
function stratumFinder(
  outcome: Sample,
  regimes: Sample | undefined,
  strata: ReadonlyMap<number, Stratum>,
): (row: number) => Stratum | undefined {
  let last = NaN;
  let stratum: Stratum | undefined;
  return (row) => {
    const regime = regimes ? regimes[row] : 0;
    if (outcome[row] !== outcome[row] || regime !== regime) return undefined;
    if (regime !== last) {
      last = regime;
      stratum = strata.get(regime);
    }
    return stratum;
  };
}

/** Adds each row's contribution to the excess of the events over their base and its weight in it, and marks the events that count. */
function spread(
  outcome: Sample,
  marked: Float64Array,
  regimes: Sample | undefined,
  strata: ReadonlyMap<number, Stratum>,
  direction: number,
  { excess, taken, weights }: Pick<BaseRate, 'excess' | 'taken'> & { readonly weights: Float64Array },
): void {
  let last = NaN;
  let share = 0;
  let rate = 0;
  for (let i = 0; i < outcome.length; i++) {
    const regime = regimes ? regimes[i] : 0;
    if (outcome[i] !== outcome[i] || regime !== regime) continue;
    if (regime !== last) {
      last = regime;
      const stratum = strata.get(regime)!;
      share = stratum.events / stratum.rows;
      rate = stratum.sum / stratum.rows;
    }
    excess[i] += (marked[i] - share) * (outcome[i] - rate);
    taken[i] += marked[i];
    weights[i] += direction * (marked[i] - share);
  }
}

/**
 * The base rates of several lanes on one grid of rows as one: every row is the sum of what happened in it, so that resampling rows keeps
 * together what the lanes went through together.
 */
export function pooledBaseRate(lanes: readonly BaseRate[]): BaseRate {
  if (lanes.length === 1) return lanes[0];
  const excess = new Float64Array(lanes[0].excess.length);
  const taken = new Float64Array(lanes[0].taken.length);
  const load = new Float64Array(lanes[0].load.length);
  let draws = 0;
  let base = 0;
  let seen = 0;
  let variance = 0;
  let sum = 0;
  let events = 0;
  let unknown = 0;
  for (const lane of lanes) {
    unknown += lane.unknown;
    if (lane.events === 0) continue;
    events += lane.events;
    base += lane.rate * lane.events;
    seen += lane.meaningless * lane.events;
    variance += lane.variance * lane.events;
    draws += lane.draws;
    sum += lane.eventMean * lane.events;
    for (let i = 0; i < excess.length; i++) {
      excess[i] += lane.excess[i];
      taken[i] += lane.taken[i];
      load[i] += lane.load[i];
    }
  }
  return {
    rate: base / events,
    meaningless: events > 0 ? seen / events : 0,
    variance: events > 0 ? variance / events : 0,
    excess,
    taken,
    load,
    draws,
    eventMean: sum / events,
    events,
    unknown,
  };
}
