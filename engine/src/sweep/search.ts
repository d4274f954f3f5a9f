import { exp } from '../numeric/exp.ts';
import { log } from '../numeric/log.ts';
import type { Random } from '../numeric/random.ts';
import { Drawing } from './drawing.ts';
import { gridSize, gridTrial, shareOf, spaceSize, valueAt, type Dimension } from './space.ts';

export type SearchMethod = 'grid' | 'random' | 'bayes';

/** A trial that has been run: its values, and what is to be as large as possible; NaN for a run that does not count. */
export interface Scored {
  readonly values: readonly number[];
  readonly score: number;
}

/** Which trials a sweep runs. A batch depends on the results of the batches before it and on nothing else. */
export interface Search {
  /** How many trials there will be. */
  readonly trials: number;
  /** Trials of a batch, all but the last one. */
  readonly batch: number;
  /** Trials [0, blind) are chosen without regard to results: the part of a search that its other half of time can be asked about. */
  readonly blind: number;
  /** Values of trials [from, to), given the results of all trials before `from` in order. */
  propose(from: number, to: number, results: readonly Scored[]): number[][];
}

/** Trials of a Bayesian batch: few enough to learn from, enough for every core. */
const BAYES_BATCH = 32;
/** Trials that are drawn before anything is learnt. */
const BLIND = 2 * BAYES_BATCH;
/** Share of the best trials that the good ones are modelled on, and how many are drawn to choose from. */
const GOOD = 0.15;
const CANDIDATES = 24;

/**
 * A search over a space. The same seed gives the same trials whatever runs them, and in whatever order. No trial is made twice: where
 * there are fewer different ones than were asked for, there are only so many.
 *
 * @param trials how many; a grid has as many as it has points
 */
export function searchOver(
  dimensions: readonly Dimension[],
  method: SearchMethod,
  trials: number,
  random: Random,
): Search {
  if (method === 'grid') {
    const size = gridSize(dimensions);
    const propose = (from: number, to: number): number[][] =>
      Array.from({ length: to - from }, (_, k) => gridTrial(dimensions, from + k));
    return { trials: size, batch: size, blind: size, propose };
  }
  const most = Math.min(trials, spaceSize(dimensions));
  const drawing = new Drawing(dimensions, most, random);
  if (method === 'random')
    return {
      trials: most,
      batch: most,
      blind: most,
      propose: (from, to) => drawing.trials(from, to),
    };
  const propose = (from: number, to: number, results: readonly Scored[]): number[][] => {
    if (from < BLIND) return drawing.trials(from, to);
    const before = results.slice(0, from);
    const tried = new Set(before.map(({ values }) => String(values)));
    return Array.from({ length: to - from }, (_, k) => {
      const own = random.fork(from + k);
      const values = promising(dimensions, before, own, tried) ?? drawing.another(tried, own);
      tried.add(String(values));
      return values;
    });
  };
  return { trials: most, batch: BAYES_BATCH, blind: Math.min(most, BLIND), propose };
}

/**
 * Tree-structured Parzen estimator: of some candidates drawn near the good trials, the one that is likeliest among them compared with
 * the others; undefined where all of them have been tried. Each dimension is modelled by itself, as a mixture of a uniform density and one normal around every trial.
 *
 * Source: J. Bergstra, R. Bardenet, Y. Bengio, B. Kégl, "Algorithms for hyper-parameter optimization", NIPS 24 (2011), §4.
 */
function promising(
  dimensions: readonly Dimension[],
  results: readonly Scored[],
  random: Random,
  tried: ReadonlySet<string>,
): number[] | undefined {
  const order = results
    .map((_, k) => k)
    .sort((a, b) => rankable(results[b].score) - rankable(results[a].score) || a - b);
  const cut = Math.max(4, Math.ceil(GOOD * results.length));
  const shares = (indices: readonly number[]): number[][] =>
    dimensions.map((dimension, d) => indices.map((k) => shareOf(dimension, results[k].values[d])));
  const good = shares(order.slice(0, cut));
  const rest = shares(order.slice(cut));
  let best: number[] | undefined;
  let largest = -Infinity;
  for (let c = 0; c < CANDIDATES; c++) {
    const at = good.map((centres) => near(centres, random));
    const gain = at.reduce(
      (sum, share, d) => sum + log(density(good[d], share)) - log(density(rest[d], share)),
      0,
    );
    if (gain <= largest) continue;
    const values = dimensions.map((dimension, d) => valueAt(dimension, at[d]));
    if (tried.has(String(values))) continue;
    largest = gain;
    best = values;
  }
  return best;
}

const rankable = (score: number): number => (score === score ? score : -Infinity);

/** A draw from the mixture around the centres; reflected at the ends. */
function near(centres: readonly number[], random: Random): number {
  const pick = random.int(centres.length + 1);
  if (pick === centres.length) return random.next();
  const x = centres[pick] + width(centres.length) * random.normal();
  const folded = Math.abs(x) % 2;
  return Math.min(folded > 1 ? 2 - folded : folded, 1 - 2e-16);
}

/** Normals get narrower as there is more to go by. */
function width(count: number): number {
  return Math.max(0.03, 0.35 / Math.sqrt(count));
}

function density(centres: readonly number[], x: number): number {
  const w = width(centres.length);
  let sum = 1;
  for (const centre of centres) {
    const z = (x - centre) / w;
    sum += exp(-0.5 * z * z) / (w * 2.5066282746310002);
  }
  return sum / (centres.length + 1);
}
