import { DEFAULT_CONFIG, type EngineConfig } from '@hindcast/engine';
import type { Environment } from './environment.ts';

/** The engine as this installation has it configured: its defaults, and the pairs that `PAIRS` declares. */
export function engineConfig({ pairs }: Pick<Environment, 'pairs'>): EngineConfig {
  return pairs.length === 0 ? DEFAULT_CONFIG : { ...DEFAULT_CONFIG, pairs: { declared: pairs } };
}
