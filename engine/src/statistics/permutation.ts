import type { Random } from '../numeric/random.ts';
import { requireEvents, type EventSet } from './events.ts';
import type { Outcomes } from './outcomes.ts';
import { requireBetween, type Sample } from './sample.ts';

export interface PermutationOptions {
  readonly random: Random;
  readonly replicates?: number;
  /** A number per row; events only move among rows of their own regime. Rows with NaN are left out. */
  readonly regimes?: Sample;
}

export interface Permutation {
  /** Mean outcome of the events. */
  readonly estimate: number;
  /** Mean outcome under the permutations. */
  readonly expected: number;
  /** Chance that events placed without knowledge do as well; NaN without events. */
  readonly pValue: number;
  /** Of the mean outcome across the permutations: how far chance moves it; NaN without events. */
  readonly variance: number;
  readonly events: number;
}

/** The rows of one regime in time order, and where among them the events are. */
interface Ring {
  rows: number[];
  /** Positions in `rows`. */
  events: number[];
  directions: number[];
}

/**
 * Permutation test within regimes: the events are moved to other bars of the same regime, all by the same distance around the
 * ring of that regime's bars, so that they keep their number, their directions and their clustering and lose only their timing.
 *
 * Shuffling events one by one would break up the clusters and call a lucky cluster significant.
 * Source: circular-shift permutation, P. Good, Permutation, Parametric and Bootstrap Tests (2005), §7; p-value with the +1 correction of
 * Phipson & Smyth (2010).
 *
 * @throws HindcastError EVENTS_UNSORTED, EVENT_OUTSIDE, EVENT_DIRECTION, STATISTICS_SETTING
 * @example permutationTest(events, hitOutcomes(returns, costs), { random, regimes: volatilityRegime })
 */
export function permutationTest(
  events: EventSet,
  outcomes: Outcomes,
  options: PermutationOptions,
): Permutation {
  const { random } = options;
  return permute([{ events, outcomes, regimes: options.regimes }], options, (ring) =>
    random.int(ring.rows.length),
  );
}

/** One of several lanes on one grid of rows. */
export interface PermutedLane {
  readonly events: EventSet;
  readonly outcomes: Outcomes;
  readonly regimes?: Sample;
}

/**
 * The same over the events of several lanes: they are moved together, by the same share of each ring, so that what lanes have in common
 * at a time is moved with them and not taken for so many independent confirmations.
 */
export function pooledPermutationTest(
  lanes: readonly PermutedLane[],
  options: Omit<PermutationOptions, 'regimes'>,
): Permutation {
  let share = 0;
  return permute(lanes, options, (ring, first) => {
    if (first) share = options.random.next();
    return Math.floor(share * ring.rows.length);
  });
}

function permute(
  lanes: readonly PermutedLane[],
  options: Omit<PermutationOptions, 'regimes'>,
  shiftOf: (ring: Ring, first: boolean) => number,
): Permutation {
  const replicates = options.replicates ?? 1000;
  requireBetween(replicates, 1, 10_000_000, 'replicates');
  const rings = lanes.flatMap(({ events, outcomes, regimes }) => {
    requireEvents(events, outcomes.long.length);
    return ringsOf(events, outcomes, regimes).map((ring) => ({ ring, outcomes }));
  });
  const count = rings.reduce((sum, { ring }) => sum + ring.events.length, 0);
  if (count === 0) return { estimate: NaN, expected: NaN, pValue: NaN, variance: NaN, events: 0 };
  const estimate = rings.reduce((sum, { ring, outcomes }) => sum + shiftedSum(ring, outcomes, 0), 0) / count;
  let squares = 0;
  let total = 0;
  let asGood = 0;
  for (let b = 0; b < replicates; b++) {
    let sum = 0;
    rings.forEach(({ ring, outcomes }, k) => (sum += shiftedSum(ring, outcomes, shiftOf(ring, k === 0))));
    const moved = sum / count;
    total += moved;
    squares += (moved - estimate) * (moved - estimate);
    // Sums of the same numbers in another order differ by rounding; that is not "less".
    if (moved >= estimate - 1e-12) asGood++;
  }
  const expected = total / replicates;
  return {
    estimate,
    expected,
    pValue: (asGood + 1) / (replicates + 1),
    variance: Math.max(0, squares / replicates - (expected - estimate) * (expected - estimate)),
    events: count,
  };
}

function ringsOf(events: EventSet, outcomes: Outcomes, regimes: Sample | undefined): Ring[] {
  const rings = new Map<number, Ring>();
  let next = 0;
  for (let i = 0; i < outcomes.long.length; i++) {
    const isEvent = next < events.rows.length && events.rows[next] === i;
    const direction = isEvent ? events.directions[next++] : 0;
    const regime = regimes ? regimes[i] : 0;
    if (regime !== regime || !(Number.isFinite(outcomes.long[i]) && Number.isFinite(outcomes.short[i])))
      continue;
    let ring = rings.get(regime);
    if (!ring) rings.set(regime, (ring = { rows: [], events: [], directions: [] }));
    if (isEvent) {
      ring.events.push(ring.rows.length);
      ring.directions.push(direction);
    }
    ring.rows.push(i);
  }
  return [...rings.values()].filter((ring) => ring.events.length > 0);
}

function shiftedSum(ring: Ring, outcomes: Outcomes, shift: number): number {
  const size = ring.rows.length;
  let sum = 0;
  for (let k = 0; k < ring.events.length; k++) {
    const moved = ring.events[k] + shift;
    const row = ring.rows[moved < size ? moved : moved - size];
    sum += ring.directions[k] === 1 ? outcomes.long[row] : outcomes.short[row];
  }
  return sum;
}
