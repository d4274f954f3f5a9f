import { strategyJsonSchema, strategyLanguage, type FunctionDoc, type Word } from '@hindcast/engine/strategy';
import type { StrategyKey, StrategyNames, StrategyWord } from './strategy.dto.ts';

/** Every name, function, operator and key that a strategy may use, as an editor shows them. */
export function strategyNames(): StrategyNames {
  const { words, functions, operators } = strategyLanguage();
  const schema = strategyJsonSchema();
  return {
    words: [...words.map(wordOf), ...functions.map(functionOf)],
    operators: [...operators],
    keys: keysOf(schema),
    schema,
  };
}

function wordOf({ name, kind, type, unit, meaning, formula, warmUp, states = [] }: Word): StrategyWord {
  const signature = type === 'state' ? `${name} == "${states[0]}"` : name;
  return { name, kind, type, unit, documentation: meaning, formula, signature, warmUp, states: [...states] };
}

function functionOf({
  name,
  signature,
  meaning,
  gives = 'number',
  warmUp = 'none',
}: FunctionDoc): StrategyWord {
  const type = gives === 'the same' ? 'number' : gives;
  const base = { name, type, unit: '', documentation: meaning, formula: '', signature, warmUp };
  return { ...base, kind: 'function', states: [] };
}

/** A JSON schema, as far as it is walked here. */
interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
}

/** The keys of a strategy file with what its schema says about them: `stopLoss`, `stopLoss.percent`, … */
function keysOf(schema: Schema, prefix = ''): StrategyKey[] {
  const branches = [schema, ...(schema.anyOf ?? [])];
  const found = new Map<string, StrategyKey>();
  for (const { properties = {} } of branches) {
    for (const [key, inner] of Object.entries(properties)) {
      const name = `${prefix}${key}`;
      if (!found.has(name)) found.set(name, { name, documentation: inner.description ?? '' });
      for (const deeper of keysOf(inner, `${name}.`)) found.set(deeper.name, deeper);
    }
  }
  return [...found.values()];
}
