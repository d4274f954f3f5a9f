import { cascade } from '../detectors/cascade.ts';
import { fundingAnomaly } from '../detectors/funding-anomaly.ts';
import { trendRegime } from '../detectors/trend-regime.ts';
import { volatilityRegime } from '../detectors/volatility-regime.ts';
import type { MetricDefinition } from '../metrics/definition.ts';
import { PAIR_NAMES } from '../pairs/pair-columns.ts';
import { tiers } from '../signals/tiers.ts';
import { BAR_FIELDS } from '../tape/fields.ts';
import { Catalogue, isFlag, POSITION_NAMES, type NameDoc } from './catalogue.ts';
import { FUNCTIONS, type FunctionDoc } from './functions.ts';

export type WordKind = 'field' | 'metric' | 'signal' | 'detector' | 'position' | 'tier' | 'pair';

/** A word of the language, for completion and hover. */
export interface Word {
  readonly name: string;
  readonly kind: WordKind;
  readonly type: 'number' | 'condition' | 'state';
  readonly unit: string;
  readonly meaning: string;
  /** How it is computed; empty where the meaning says it all. */
  readonly formula: string;
  /** Rows (or settlements, days) before the first value. */
  readonly warmUp: string;
  /** Words that a state can be compared with. */
  readonly states?: readonly string[];
}

/** Everything an editor needs to know of the expression language. */
export interface Language {
  readonly words: readonly Word[];
  readonly functions: readonly FunctionDoc[];
  readonly operators: readonly string[];
}

const NAMES_OF = (definitions: readonly MetricDefinition[]): ReadonlySet<string> =>
  new Set(definitions.flatMap(({ columns }) => columns.map(({ name }) => name)));
const FIELDS: ReadonlySet<string> = new Set(BAR_FIELDS);
const SIGNALS = NAMES_OF([tiers]);
const DETECTORS = NAMES_OF([cascade, fundingAnomaly, volatilityRegime, trendRegime]);

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
        formula: `bit ${k} of tiers`,
        warmUp: 'as its metrics',
      })),
      ...POSITION_NAMES.map(({ name, unit, meaning }): Word => ({
        name,
        kind: 'position',
        type: 'number',
        unit,
        meaning,
        formula: '',
        warmUp: 'none',
      })),
      ...PAIR_NAMES.map(({ name, unit, meaning, formula, warmUp }): Word => ({
        ...{ name, kind: 'pair', type: 'number', unit, meaning, formula, warmUp },
      })),
    ],
    functions: FUNCTIONS,
    operators: ['and', 'or', 'not', '<', '<=', '>', '>=', '==', '!=', '+', '-', '*', '/', '%'],
  };
}

function kindOf(name: string): WordKind {
  if (FIELDS.has(name)) return 'field';
  if (SIGNALS.has(name)) return 'signal';
  return DETECTORS.has(name) ? 'detector' : 'metric';
}

function columnWord(entry: NameDoc): Word {
  const { name, unit, meaning, words, formula = '', warmUp = '' } = entry;
  const base = { name, kind: kindOf(name), unit, meaning, formula, warmUp };
  if (isFlag(entry)) return { ...base, type: 'condition' };
  return words ? { ...base, type: 'state', states: Object.values(words) } : { ...base, type: 'number' };
}
