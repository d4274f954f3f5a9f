import { Catalogue, isFlag, POSITION_NAMES, type NameDoc } from './catalogue.ts';
import { FUNCTIONS, type FunctionDoc } from './functions.ts';

/** A word of the language, for completion and hover. */
export interface Word {
  readonly name: string;
  readonly kind: 'column' | 'position' | 'tier';
  readonly type: 'number' | 'condition' | 'state';
  readonly unit: string;
  readonly meaning: string;
  /** Words that a state can be compared with. */
  readonly states?: readonly string[];
}

/** Everything an editor needs to know of the expression language. */
export interface Language {
  readonly words: readonly Word[];
  readonly functions: readonly FunctionDoc[];
  readonly operators: readonly string[];
}

const TIERS = ['anomaly', 'confluence', 'flow', 'caution', 'divergence', 'cluster'];

/** The words, functions and operators of the expression language. */
export function strategyLanguage(catalogue = Catalogue.engine()): Language {
  return {
    words: [
      ...catalogue.all().map(columnWord),
      ...TIERS.map((name, k): Word => ({
        name: `tier${k + 1}`,
        kind: 'tier',
        type: 'condition',
        unit: '',
        meaning: `tier ${k + 1}, ${name}, fired at the bar`,
      })),
      ...POSITION_NAMES.map(({ name, unit, meaning }): Word => ({
        name,
        kind: 'position',
        type: 'number',
        unit,
        meaning,
      })),
    ],
    functions: FUNCTIONS,
    operators: ['and', 'or', 'not', '<', '<=', '>', '>=', '==', '!=', '+', '-', '*', '/', '%'],
  };
}

function columnWord(entry: NameDoc): Word {
  const { name, unit, meaning, words } = entry;
  const base = { name, kind: 'column', unit, meaning } as const;
  if (isFlag(entry)) return { ...base, type: 'condition' };
  return words ? { ...base, type: 'state', states: Object.values(words) } : { ...base, type: 'number' };
}
