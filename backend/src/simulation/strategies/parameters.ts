import type { StrategyDefinition } from '@hindcast/engine/strategy';
import type { StrategyParameter } from './strategy.dto.ts';

/** The named numbers of a strategy, in the order of its file. */
export function parametersOf({ params }: Pick<StrategyDefinition, 'params'>): StrategyParameter[] {
  return Object.entries(params).map(([name, given]) => {
    if (typeof given === 'number') return { name, default: given, min: null, max: null, step: null, doc: '' };
    const { min = null, max = null, step = null, doc = '' } = given;
    return { name, default: given.default, min, max, step, doc };
  });
}
