import { strategyWord } from '$lib/strategy/link.ts';
import type { Run } from './wire.ts';
import { withParameters } from './with-parameters.ts';

/** Longer strategies are left out of links: a server reads addresses of some kilobytes. */
const LONGEST = 6_000;

/** The replay's word for the strategy of a run, as it was parametrised. */
export function strategyOfRun({ strategy, inputs }: Pick<Run, 'strategy' | 'inputs'>): string | undefined {
  const word = strategyWord(withParameters(strategy, inputs.parameters));
  return word && word.length <= LONGEST ? word : undefined;
}
