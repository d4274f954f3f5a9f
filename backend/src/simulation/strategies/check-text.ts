import { PAIR_PREFIX } from '@hindcast/engine/pairs';
import { compileStrategy, strategySchema, type StrategyDefinition } from '@hindcast/engine/strategy';
import { readProblems, type TextProblem } from '../run/strategy-text.ts';
import { parametersOf } from './parameters.ts';
import type { StrategyCheck, StrategyProblem } from './strategy.dto.ts';

/** Whether a strategy's text is sound, or everything that is wrong with it and where. Nothing in it is run. */
export function checkStrategyText(text: string): StrategyCheck {
  const { plain, problems } = readProblems(text);
  if (problems.length === 0) {
    const { definition, name, columns, pair } = compileStrategy(plain);
    return {
      ok: true,
      problems: [],
      name,
      parameters: parametersOf(definition),
      names: [...columns, ...(pair?.columns ?? []).map((column) => PAIR_PREFIX + column)],
      pair: pair && [pair.y, pair.x],
    };
  }
  return {
    ok: false,
    problems: problems.map(problemOf),
    name: readPart(plain, 'name') ?? null,
    parameters: parametersOf({ params: readPart(plain, 'params') ?? {} }),
    names: [],
    pair: null,
  };
}

function problemOf({ error, from, to }: TextProblem): StrategyProblem {
  return {
    code: error.code,
    message: error.message,
    suggestion: error.action,
    line: from.row,
    column: from.column,
    endLine: to.row,
    endColumn: to.row === from.row ? Math.max(to.column, from.column + 1) : to.column,
    field: error.place.field ?? null,
  };
}

/** A part of a text that is not sound as a whole, where that part is: sliders stay while one types. */
function readPart<K extends 'name' | 'params'>(plain: unknown, key: K): StrategyDefinition[K] | undefined {
  if (typeof plain !== 'object' || plain === null || !Object.hasOwn(plain, key)) return undefined;
  const result = strategySchema.shape[key].safeParse((plain as Record<string, unknown>)[key]);
  return result.success ? (result.data as StrategyDefinition[K]) : undefined;
}
