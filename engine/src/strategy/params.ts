import { HindcastError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { POSITION_INDEX, type Catalogue } from './catalogue.ts';
import { quote } from './failure.ts';
import { FUNCTIONS } from './functions.ts';
import type { StrategyDefinition } from './schema.ts';

/** Words that mean something wherever they stand: a parameter of that name could never be used. */
const RESERVED = /^(and|or|not|true|false|prev|other|tier[1-6])$/;

function bad(name: string, message: string, action: string): HindcastError {
  return new HindcastError('STRATEGY_PARAM', `params.${name}: ${message}`, action, {
    field: `params.${name}`,
  });
}

/** The parameters' values: defaults, unless overridden. Refuses names that mean something else, and values out of bounds. */
export function resolveParams(
  definition: StrategyDefinition,
  catalogue: Catalogue,
  overrides: Readonly<Record<string, number>> = {},
): Map<string, number> {
  const params = new Map<string, number>();
  for (const [name, given] of Object.entries(definition.params)) {
    const known = catalogue.get(name) !== undefined || POSITION_INDEX.has(name) || RESERVED.test(name);
    const taken = known || FUNCTIONS.some((f) => f.name === name);
    if (taken) throw bad(name, 'this name already means something else.', 'Choose another name.');
    params.set(name, typeof given === 'number' ? given : given.default);
  }
  for (const [name, value] of Object.entries(overrides)) {
    if (!params.has(name)) {
      throw bad(
        name,
        `${quote(name)} is not a parameter of this strategy.`,
        didYouMean(name, params.keys()) || 'Declare it under params.',
      );
    }
    params.set(name, value);
  }
  for (const [name, value] of params) checkBounds(name, value, definition);
  return params;
}

/** The parameters as they are declared, sound or not: for checking the rest of a strategy. */
export function declaredParams({ params }: StrategyDefinition): Map<string, number> {
  const entries = Object.entries(params);
  return new Map(entries.map(([name, given]) => [name, typeof given === 'number' ? given : given.default]));
}

function checkBounds(name: string, value: number, definition: StrategyDefinition): void {
  if (!Number.isFinite(value)) throw bad(name, 'the value is not a number.', 'Give a finite number.');
  const given = definition.params[name];
  if (typeof given === 'number') return;
  const { min = -Infinity, max = Infinity } = given;
  if (value < min || value > max)
    throw bad(name, `${value} is outside ${min} to ${max}.`, 'Choose a value inside its bounds.');
}
