import { DEFAULT_CONFIG, type EngineConfig } from '../../config.ts';

/** Sections that hold thresholds; symbols and declared pairs have none of their own. */
const SECTIONS = [
  'metrics',
  'signals',
  'cascade',
  'funding',
  'volatility',
  'regime',
] as const satisfies readonly (keyof EngineConfig)[];

/** Numbers of a configuration that are not the engine's own, by the names that a sweep varies: `signals.oiZ`. */
export function changedConfig(config: EngineConfig): Record<string, number> {
  const changed: Record<string, number> = {};
  for (const section of SECTIONS) {
    const own: Readonly<Record<string, unknown>> = { ...DEFAULT_CONFIG[section] };
    for (const [name, value] of Object.entries(config[section])) {
      if (typeof value === 'number' && value !== own[name]) changed[`${section}.${name}`] = value;
    }
  }
  return changed;
}
