import { DEFAULT_CONFIG, didYouMean, HindcastError, type EngineConfig } from '@hindcast/engine';
import { knobNames } from '@hindcast/engine/sweep';
import { isWithin, rangeOf, rangeText } from '../settings/threshold-catalogue.ts';

/** Numbers of the engine's configuration by name, such as `signals.oiZ`: the names that a sweep varies. */
export type ConfigNumbers = Readonly<Record<string, number>>;

/** Names that can be given: metrics, tiers and detectors. Costs have fields of their own. */
export const CONFIG_NAMES: readonly string[] = knobNames().filter((name) => !name.startsWith('costs.'));

/**
 * A configuration with other numbers in it.
 *
 * @throws HindcastError CONFIG_NUMBER when there is no such name, or it cannot have that value
 */
export function withNumbers(
  numbers: Readonly<Record<string, unknown>>,
  base: EngineConfig = DEFAULT_CONFIG,
): EngineConfig {
  const changed: Record<string, object> = {};
  for (const [path, value] of Object.entries(numbers)) {
    const [section, name] = path.split('.');
    checkNumber(path, section, name, value);
    const own = changed[section] ?? base[section as keyof EngineConfig];
    changed[section] = { ...own, [name]: value };
  }
  return { ...base, ...changed };
}

function checkNumber(path: string, section: string, name: string, value: unknown): void {
  if (!CONFIG_NAMES.includes(path)) {
    throw refused(
      path,
      `the configuration has no number "${path.slice(0, 60)}"`,
      didYouMean(path, CONFIG_NAMES) || 'Name one such as signals.oiZ or metrics.zWindow.',
    );
  }
  const range = rangeOf(section, name)!;
  if (!isWithin(value, range)) {
    throw refused(
      path,
      `${JSON.stringify(value)?.slice(0, 40) ?? 'this'} is no value for it`,
      `Give ${rangeText(range)}.`,
    );
  }
}

function refused(path: string, message: string, action: string): HindcastError {
  const field = `config.${path.slice(0, 60)}`;
  return new HindcastError('CONFIG_NUMBER', `${field}: ${message}.`, action, { field });
}
