import { quantile } from 'simple-statistics';
import type { Scored } from './search.ts';
import { shareOf, valuesOf, type Dimension } from './space.ts';

/** How well a trial's neighbours do: a peak stands alone, a plateau does not. */
export interface Stability {
  /** Place of the trial in the list. */
  readonly trial: number;
  readonly score: number;
  /** Trials at most a step away in every dimension, itself included. */
  readonly neighbours: number;
  /** What three quarters of them reach; NaN where it has fewer than three. */
  readonly floor: number;
}

/** Trials whose neighbourhood is looked at: the best ones. */
const LOOKED_AT = 300;
const LEAST_NEIGHBOURS = 3;

/**
 * The best trials by what their neighbourhood reaches, the most stable first. A neighbour that does not count (NaN) is a bad one.
 *
 * @param trials in any order
 */
export function plateaus(dimensions: readonly Dimension[], trials: readonly Scored[]): Stability[] {
  const counted = trials.map(({ score }, k) => (score === score ? k : -1)).filter((k) => k >= 0);
  const best = counted.sort((a, b) => trials[b].score - trials[a].score || a - b).slice(0, LOOKED_AT);
  const worst = trials.reduce((least, { score }) => (score < least ? score : least), Infinity);
  const steps = dimensions.map((dimension, d) => stepsAlong(dimension, trials, d));
  return best
    .map((trial): Stability => {
      const { score } = trials[trial];
      const near: number[] = [];
      for (let other = 0; other < trials.length; other++) {
        if (!steps.every((along) => Math.abs(along[trial] - along[other]) < A_STEP)) continue;
        near.push(trials[other].score === trials[other].score ? trials[other].score : worst);
      }
      const floor = near.length >= LEAST_NEIGHBOURS ? quantile(near, 0.25) : NaN;
      return { trial, score, neighbours: near.length, floor };
    })
    .sort((a, b) => rank(b.floor) - rank(a.floor) || b.score - a.score || a.trial - b.trial);
}

/** Pieces of a range without steps, in which neighbours lie. */
const TENTHS = 10;
/** A whole step apart is a neighbour; the fractions of a share are not exact. */
const A_STEP = 1.000001;

/** Where each trial lies along a dimension: in steps, in whole numbers, or in tenths of a range without steps. */
function stepsAlong(dimension: Dimension, trials: readonly Scored[], d: number): Float64Array {
  if ('whole' in dimension && !dimension.log && dimension.to - dimension.from < TENTHS)
    return Float64Array.from(trials, (trial) => trial.values[d]);
  const values = valuesOf(dimension);
  const place = values && new Map(values.map((value, k) => [value, k]));
  return Float64Array.from(trials, (trial) =>
    place ? place.get(trial.values[d])! : TENTHS * shareOf(dimension, trial.values[d]),
  );
}

const rank = (floor: number): number => (floor === floor ? floor : -Infinity);
