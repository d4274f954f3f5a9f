import { HindcastError } from '@hindcast/engine';
import { DEFAULT_OPTIONS } from '@hindcast/engine/simulation';
import type { Strategy } from '@hindcast/engine/strategy';
import { withNumbers } from '../config/config-numbers.ts';
import type { DatasetStore } from '../datasets/index.ts';
import { VERSION } from '../version.ts';
import type { NewRun } from './dto/new-run.dto.ts';
import type { RunInputs } from './dto/run.dto.ts';
import { chooseLanes, readStrategy, type LaneChoice } from './run/index.ts';
import { costsOf } from './run/trading-costs.ts';

/** A request that has been read and found sound. */
export interface ResolvedRun {
  readonly strategy: Strategy;
  readonly choice: LaneChoice;
  /** With everything that was left out filled in. */
  readonly inputs: RunInputs;
}

/** Parameter values as numbers: a text field of a form may send them as text. */
export function parameterValues(given: NewRun['parameters'] = {}): Record<string, number> {
  const entries = Object.entries(given).map(([name, value]): [string, number] => {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return [name, number];
    throw new HindcastError(
      'STRATEGY_PARAM',
      `parameters.${name}: ${JSON.stringify(value)?.slice(0, 40) ?? 'this'} is not a number.`,
      'Give a finite number.',
      { field: `parameters.${name}` },
    );
  });
  return Object.fromEntries(entries);
}

/**
 * Reads a request: the strategy compiles, the configuration can be, the dataset exists and has what is asked for.
 *
 * @throws HindcastError that names what is wrong
 */
export async function resolveRun(store: DatasetStore, request: NewRun): Promise<ResolvedRun> {
  const strategy = readStrategy(request.strategy, { params: parameterValues(request.parameters) });
  const { config = {} } = request;
  withNumbers(config);
  const manifest = await store.manifest(request.dataset);
  const choice = chooseLanes(manifest, strategy, request);
  const { from = null, to = null } = request;
  if (from !== null && to !== null && from >= to) {
    throw new HindcastError(
      'RANGE_INVALID',
      'The range ends before it begins.',
      'Give a "to" after "from", or leave one out.',
      { field: 'to' },
    );
  }
  return {
    strategy,
    choice,
    inputs: {
      dataset: request.dataset,
      datasetDigest: manifest.digest,
      timeframe: choice.timeframe,
      venue: request.venue ?? null,
      symbols: request.symbols ?? null,
      from,
      to,
      strategy: request.strategy,
      parameters: Object.fromEntries(strategy.params),
      config,
      costs: costsOf(request.costs),
      initialCapital: request.initialCapital ?? DEFAULT_OPTIONS.equity,
      seed: request.seed ?? null,
      engineVersion: VERSION,
    },
  };
}
