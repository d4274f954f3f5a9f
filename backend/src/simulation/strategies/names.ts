import { strategyJsonSchema, strategyLanguage } from '@hindcast/engine/strategy';
import type { StrategyNames, StrategyWord } from './strategy.dto.ts';

/** Every name, function, operator and key that a strategy may use, as an editor shows them. */
export function strategyNames(): StrategyNames {
  const { words, functions, operators } = strategyLanguage();
  return {
    words: [
      ...words.map(({ name, kind, type, unit, meaning, states = [] }): StrategyWord => {
        const base = { name, type, unit, documentation: meaning, formula: '', signature: name, warmUp: '' };
        return { ...base, kind: kind === 'column' ? 'metric' : kind, states: [...states] };
      }),
      ...functions.map(({ name, signature, meaning }): StrategyWord => {
        const base = { name, type: 'number', unit: '', documentation: meaning, formula: '', signature };
        return { ...base, kind: 'function', warmUp: '', states: [] };
      }),
    ],
    operators: [...operators],
    keys: [],
    schema: strategyJsonSchema(),
  };
}
