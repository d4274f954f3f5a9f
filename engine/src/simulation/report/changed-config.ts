import { DEFAULT_CONFIG, NUMBER_SECTIONS, type EngineConfig } from '../../config.ts';

/** Numbers of a configuration that are not the engine's own, by the names that a sweep varies: `signals.oiZ`. */
export function changedConfig(config: EngineConfig): Record<string, number> {
  const changed: Record<string, number> = {};
  for (const section of NUMBER_SECTIONS) {
    const own: Readonly<Record<string, unknown>> = { ...DEFAULT_CONFIG[section] };
    for (const [name, value] of Object.entries(config[section])) {
      if (typeof value === 'number' && value !== own[name]) changed[`${section}.${name}`] = value;
    }
  }
  return changed;
}
