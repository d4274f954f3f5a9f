import { HindcastError, type LaneKey } from '@hindcast/engine';
import { DEFAULT_COSTS, type Costs } from '@hindcast/engine/simulation';
import {
  MOST_TRIALS,
  searchOver,
  valuesOf,
  type Dimension,
  type OutcomeName,
  type SearchMethod,
} from '@hindcast/engine/sweep';
import { seededRandom } from '@hindcast/engine/testing';
import { VERSION } from '../../version.ts';
import { limitedDimensions } from './dimension-limits.ts';
import type { Compile } from './strategy-source.ts';
import type { SweepRequest } from './sweep-types.ts';

export const DEFAULT_EQUITY = 10_000;
/** Trials of a sweep by a search that is no grid. */
export const DEFAULT_TRIALS = 200;
const DEFAULT_MIN_TRADES = 20;
const DEFAULT_BEST = 10;
const DEFAULT_SEED = 1;

/** What a sweep and a walk-forward are asked in the same way. */
export type SearchRequest = Pick<
  SweepRequest,
  'dimensions' | 'method' | 'trials' | 'objective' | 'minTrades' | 'seed' | 'equity' | 'costs'
>;

/** A request with everything filled in that it left out: what a sweep is known by. */
export interface Settled {
  readonly names: readonly string[];
  readonly dimensions: readonly Dimension[];
  readonly method: SearchMethod;
  readonly trials: number;
  /** As text: 1 and "1" would draw other trials. */
  readonly seed: string;
  readonly equity: number;
  readonly costs: Costs;
  readonly objective: OutcomeName;
  readonly minTrades: number;
}

/**
 * @param compile the strategy, whose parameters may be swept
 * @param defaultTrials of a search that is no grid
 * @throws HindcastError SWEEP_NAME, SWEEP_RANGE, SWEEP_TOO_LARGE
 */
export function settle(request: SearchRequest, compile: Compile, defaultTrials: number): Settled {
  const { method = 'grid', objective = 'sharpe', minTrades = DEFAULT_MIN_TRADES } = request;
  const { equity = DEFAULT_EQUITY, costs = DEFAULT_COSTS } = request;
  const names = request.dimensions.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (names.length === 0 || twice !== undefined) {
    throw new HindcastError(
      'SWEEP_RANGE',
      twice === undefined ? 'There is nothing to sweep over.' : `"${twice}" is swept twice.`,
      'Name each parameter once, e.g. --vary hold=12:96:12.',
      { field: twice ?? 'dimensions' },
    );
  }
  const seed = String(request.seed ?? DEFAULT_SEED);
  const dimensions = limitedDimensions(request.dimensions, method, compile);
  const { trials } = searchOver(dimensions, method, request.trials ?? defaultTrials, seededRandom(seed));
  if (!(trials >= 1 && trials <= MOST_TRIALS)) throw tooLarge(trials);
  return { names, dimensions, method, trials, seed, equity, costs, objective, minTrades };
}

/** What is searched: the recording by its digest, the strategy by its hash. */
export interface SearchedData {
  readonly digest: string;
  readonly strategy: string;
  readonly lanes: readonly LaneKey[];
}

/**
 * What makes one search another, whoever asks and however it is run: equal for the same thing asked for again, with defaults spelt out
 * or left out, and with values listed or stepped through.
 */
export function identityOf(
  { dimensions, names: _, ...settled }: Settled,
  { digest, strategy, lanes }: SearchedData,
): object {
  return {
    ...settled,
    dimensions: dimensions.map((dimension) => {
      const values = valuesOf(dimension);
      return values ? { name: dimension.name, values } : dimension;
    }),
    dataset: digest,
    strategy,
    lanes,
    engine: VERSION,
  };
}

/**
 * How many of the best are reported; one at least, since it is the best one that is judged.
 *
 * @throws HindcastError SWEEP_BEST
 */
export function bestOf({ best = DEFAULT_BEST }: Pick<SweepRequest, 'best'>): number {
  if (Number.isSafeInteger(best) && best >= 1) return best;
  throw new HindcastError(
    'SWEEP_BEST',
    `${best} of the best cannot be reported: a whole number from 1 up is needed.`,
    'Write e.g. --best 10, or leave it out.',
    { field: 'best' },
  );
}

function tooLarge(trials: number): HindcastError {
  return new HindcastError(
    'SWEEP_TOO_LARGE',
    `The search has ${trials} trials; between 1 and ${MOST_TRIALS} are possible.`,
    'Take larger steps, fewer parameters, or a random search with --trials.',
    { field: 'dimensions' },
  );
}
