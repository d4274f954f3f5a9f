import { HindcastError } from '@hindcast/engine';
import { readStrategy } from '../run/strategy-text.ts';
import { parametersOf } from './parameters.ts';
import type { StrategyCheck } from './strategy.dto.ts';

/** Whether a strategy's text is sound, or what is wrong with it and where. */
export function checkStrategyText(text: string): StrategyCheck {
  try {
    const strategy = readStrategy(text);
    return {
      ok: true,
      problems: [],
      name: strategy.name,
      parameters: parametersOf(strategy),
      names: [...strategy.columns],
      pair: strategy.pair && [strategy.pair.y, strategy.pair.x],
    };
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    const { code, message, action, place } = error;
    const line = place.row ?? 1;
    const column = typeof place.column === 'number' ? place.column : 1;
    const problem = { code, message, suggestion: action, line, column, endLine: line, endColumn: column + 1 };
    return {
      ok: false,
      problems: [{ ...problem, field: place.field ?? null }],
      name: null,
      parameters: [],
      names: [],
      pair: null,
    };
  }
}
