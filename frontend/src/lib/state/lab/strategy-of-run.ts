import { strategyWord } from '$lib/strategy/link.ts';
import type { Run } from './wire.ts';
import { withParameters } from './with-parameters.ts';

/** Longer strategies are left out of links: a server reads addresses of some kilobytes. */
const LONGEST = 6_000;

/** The replay's word for a strategy with these parameters; undefined where it is too long for a link. */
export function replayWord(text: string, parameters: Readonly<Record<string, number>>): string | undefined {
  const word = strategyWord(withParameters(text, parameters));
  return word && word.length <= LONGEST ? word : undefined;
}

/**
 * The replay's word for the strategy of a run, as it was parametrised. The replay computes signals under the engine's own
 * configuration: a run under another one is shown without its strategy, which would trade otherwise there.
 */
export function strategyOfRun({ strategy, inputs }: Pick<Run, 'strategy' | 'inputs'>): string | undefined {
  if (Object.keys(inputs.config).length > 0) return strategyWord(null);
  return replayWord(strategy, inputs.parameters);
}
