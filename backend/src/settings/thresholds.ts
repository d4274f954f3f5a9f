import { HindcastError, type EngineConfig } from '@hindcast/engine';
import { engineConfig } from '../regress/engine-config.ts';
import type { CaseDefinition } from '../regress/suite-schema.ts';
import type { Thresholds } from './settings.dto.ts';

type Sections = Thresholds['global'];

const SECTIONS = ['metrics', 'signals', 'cascade', 'funding', 'volatility', 'regime', 'correlation'];
/** Counts of bars, settlements, days, symbols: whole, and no window so long that it is nothing but memory. */
const COUNTS =
  /^(zWindow|rsiPeriod|atrPeriod|emaFast|emaSlow|clusterSignals|clusterBars|window|persistence|reversalWithin|calm|levels|atr|consensus|baselineDays|maxSymbols|maxLag)$/;
/** A window of one value has no deviation. */
const WINDOWS = /^(zWindow|window)$/;
const MOST = 10_000;
const LARGEST = 1e15;
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
  for (const [name, values] of Object.entries(sections)) {
    if (!SECTIONS.includes(name))
      throw invalid(
        `${place}.${name}`,
        `there are no thresholds "${name}"`,
        `There are: ${SECTIONS.join(', ')}.`,
      );
    if (typeof values !== 'object' || values === null || Array.isArray(values))
      throw invalid(`${place}.${name}`, 'it must be an object of names and values');
    for (const [key, value] of Object.entries(values)) checkValue(`${place}.${name}.${key}`, key, value);
  }
}

function checkValue(place: string, key: string, value: unknown): void {
  for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
    if (typeof one === 'boolean' || typeof one === 'string') continue;
    if (typeof one !== 'number' || !(one >= 0 && one <= LARGEST))
      throw invalid(place, `${key} must be a number from 0 to ${LARGEST}`);
    if (!COUNTS.test(key)) continue;
    const least = WINDOWS.test(key) ? 2 : 1;
    if (!Number.isInteger(one) || one < least || one > MOST)
      throw invalid(place, `${key} must be a whole number from ${least} to ${MOST}`);
  }
}

function invalid(
  field: string,
  message: string,
  action = 'GET /api/settings says what holds now.',
): HindcastError {
  return new HindcastError('SETTINGS_INVALID', `${field}: ${message.replace(/\.$/, '')}.`, action, { field });
}
