import {
  DEFAULT_CONFIG,
  didYouMean,
  HindcastError,
  type EngineConfig,
  type SymbolOverride,
} from '@hindcast/engine';
import type { CaseDefinition } from './suite-schema.ts';

type Section = Record<string, unknown>;
type Sections = Record<string, Section>;

/** Sections that a symbol may override. */
const SYMBOL_SECTIONS = ['metrics', 'signals', 'cascade', 'funding', 'volatility'];

/**
 * The configuration of a case: the engine's defaults with its overrides.
 *
 * @throws HindcastError SUITE_CONFIG; `place.field` is the path within the case, its parts separated by blanks
 */
export function engineConfig({
  config,
  symbolConfig,
}: Pick<CaseDefinition, 'config' | 'symbolConfig'>): EngineConfig {
  const names = Object.keys(DEFAULT_CONFIG).filter((name) => name !== 'symbols');
  const global = overridden(config, names, ['config']);
  const symbols: Record<string, SymbolOverride> = {};
  for (const [symbol, sections] of Object.entries(symbolConfig)) {
    overridden(sections, SYMBOL_SECTIONS, ['symbolConfig', symbol]);
    symbols[symbol] = sections as SymbolOverride;
  }
  return { ...DEFAULT_CONFIG, ...global, symbols };
}

function overridden(
  sections: Sections,
  known: readonly string[],
  path: readonly string[],
): Partial<EngineConfig> {
  const result: Sections = {};
  for (const [name, values] of Object.entries(sections)) {
    if (!known.includes(name)) throw unknown('section', name, known, [...path, name]);
    const base = DEFAULT_CONFIG[name as keyof EngineConfig] as unknown as Section;
    for (const [key, value] of Object.entries(values)) {
      const here = [...path, name, key];
      if (!Object.hasOwn(base, key)) throw unknown('setting', key, Object.keys(base), here);
      if (kindOf(value) !== kindOf(base[key])) throw wrongKind(key, base[key], here);
    }
    result[name] = { ...base, ...values };
  }
  return result as Partial<EngineConfig>;
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value);

function unknown(
  what: string,
  word: string,
  known: readonly string[],
  path: readonly string[],
): HindcastError {
  return new HindcastError(
    'SUITE_CONFIG',
    `the engine has no ${what} "${word}".`,
    didYouMean(word, known) || `Known are: ${known.join(', ')}.`,
    { field: path.join(' ') },
  );
}

function wrongKind(key: string, base: unknown, path: readonly string[]): HindcastError {
  return new HindcastError(
    'SUITE_CONFIG',
    `${key} is a ${kindOf(base)}.`,
    `The default is ${JSON.stringify(base)}.`,
    { field: path.join(' ') },
  );
}
