import { HindcastError } from '@hindcast/engine';
import { DEFAULT_COSTS, type Costs } from '@hindcast/engine/simulation';
import {
  MOST_TRIALS,
  searchOver,
  type Dimension,
  type OutcomeName,
  type SearchMethod,
} from '@hindcast/engine/sweep';
import { seededRandom } from '@hindcast/engine/testing';
import type { SweepRequest } from './sweep-types.ts';

const DEFAULT_TRIALS = 200;
const DEFAULT_EQUITY = 10_000;

/** A request with everything filled in that it left out: what a sweep is known by. */
export interface Settled {
  readonly names: readonly string[];
  readonly dimensions: readonly Dimension[];
  readonly method: SearchMethod;
  readonly trials: number;
  readonly seed: string | number;
  readonly equity: number;
  readonly costs: Costs;
  readonly objective: OutcomeName;
  readonly minTrades: number;
}

/** @throws HindcastError SWEEP_RANGE, SWEEP_TOO_LARGE */
export function settle(request: SweepRequest): Settled {
  const { dimensions, method = 'grid', seed = 1, objective = 'sharpe', minTrades = 20 } = request;
  const names = dimensions.map(({ name }) => name);
  const twice = names.find((name, k) => names.indexOf(name) !== k);
  if (names.length === 0 || twice !== undefined) {
    throw new HindcastError(
      'SWEEP_RANGE',
      twice === undefined ? 'There is nothing to sweep over.' : `"${twice}" is swept twice.`,
      'Name each parameter once, e.g. --vary hold=12:96:12.',
      { field: twice ?? 'dimensions' },
    );
  }
  const search = searchOver(dimensions, method, request.trials ?? DEFAULT_TRIALS, seededRandom(seed));
  if (!(search.trials >= 1 && search.trials <= MOST_TRIALS)) throw tooLarge(search.trials);
  const { equity = DEFAULT_EQUITY, costs = DEFAULT_COSTS } = request;
  return { names, dimensions, method, trials: search.trials, seed, equity, costs, objective, minTrades };
}

function tooLarge(trials: number): HindcastError {
  return new HindcastError(
    'SWEEP_TOO_LARGE',
    `The sweep has ${trials} trials; between 1 and ${MOST_TRIALS} are possible.`,
    'Take larger steps, fewer parameters, or a random search with --trials.',
    { field: 'dimensions' },
  );
}
