import { HindcastError, type EngineConfig } from '@hindcast/engine';
import { engineConfig } from '../regress/engine-config.ts';
import type { CaseDefinition } from '../regress/suite-schema.ts';
import type { Thresholds } from './settings.dto.ts';
import {
  defaultOf,
  isWithin,
  rangeOf,
  rangeText,
  THRESHOLD_SECTIONS,
  type ThresholdRange,
} from './threshold-catalogue.ts';

type Sections = Thresholds['global'];

const SECTIONS = Object.keys(THRESHOLD_SECTIONS);
const SYMBOL = /^[A-Z0-9]+\/[A-Z0-9]+(:[A-Z0-9]+)?$/;

/**
 * The engine's configuration with these thresholds.
 *
 * @throws HindcastError SETTINGS_INVALID with the path of what cannot be
 */
export function configWith({ global, symbols }: Thresholds): EngineConfig {
  checkSections(global, 'thresholds.global');
  for (const [symbol, own] of Object.entries(symbols)) {
    const place = `thresholds.symbols.${symbol}`;
    if (!SYMBOL.test(symbol)) throw invalid(place, `"${symbol}" is not a symbol as ccxt writes it`);
    checkSections(own, place);
  }
  try {
    // Every value has been looked at.
    const sections = { config: global, symbolConfig: symbols } as Pick<
      CaseDefinition,
      'config' | 'symbolConfig'
    >;
    return engineConfig(sections);
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    const field = `thresholds.${String(error.place?.field ?? '').replaceAll(' ', '.')}`;
    throw invalid(
      field.replace('.config', '.global').replace('.symbolConfig', '.symbols'),
      error.message,
      error.action,
    );
  }
}

/** The sections that these thresholds change, and the symbols of their own: to be laid over another configuration. */
export function sectionsOf(thresholds: Thresholds): Partial<EngineConfig> {
  const config = configWith(thresholds);
  const names = Object.keys(thresholds.global) as (keyof EngineConfig)[];
  const changed = Object.fromEntries(names.map((name) => [name, config[name]]));
  return { ...changed, symbols: config.symbols };
}

function checkSections(sections: Sections, place: string): void {
  if (typeof sections !== 'object' || sections === null || Array.isArray(sections))
    throw invalid(place, 'it must be an object of sections');
  for (const [name, values] of Object.entries(sections)) {
    if (!SECTIONS.includes(name))
      throw invalid(
        `${place}.${name}`,
        `there are no thresholds "${name}"`,
        `There are: ${SECTIONS.join(', ')}.`,
      );
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw invalid(`${place}.${name}`, 'it must be an object of names and values');
    for (const [key, value] of Object.entries(values)) checkValue(place, name, key, value);
  }
}

/** What is no threshold, or of another kind than its default, is told by {@link engineConfig}. */
function checkValue(place: string, section: string, key: string, value: unknown): void {
  const range = rangeOf(section, key);
  if (!range) return;
  const at = `${place}.${section}.${key}`;
  const shipped = defaultOf(section, key);
  if (Array.isArray(shipped) && Array.isArray(value)) return checkList(at, key, value, shipped, range);
  if (typeof shipped === 'number' && typeof value === 'number') checkNumber(at, key, value, range);
}

function checkList(
  at: string,
  key: string,
  values: readonly unknown[],
  shipped: readonly unknown[],
  range: ThresholdRange,
): void {
  if (typeof shipped[0] === 'string') {
    const wrong = values.find((one) => typeof one !== 'string' || !SYMBOL.test(one));
    if (wrong !== undefined) throw invalid(at, `${key} must list symbols as ccxt writes them: BTC/USDT:USDT`);
    return;
  }
  if (values.length !== shipped.length)
    throw invalid(at, `${key} must be ${shipped.length} numbers, such as ${shipped.join(', ')}`);
  for (const one of values) checkNumber(at, key, one, range);
}

function checkNumber(at: string, key: string, value: unknown, range: ThresholdRange): void {
  if (!isWithin(value, range)) throw invalid(at, `${key} must be ${rangeText(range)}`);
}

function invalid(field: string, message: string, action = 'Nothing was changed.'): HindcastError {
  return new HindcastError('SETTINGS_INVALID', `${field}: ${message.replace(/\.$/, '')}.`, action, { field });
}
