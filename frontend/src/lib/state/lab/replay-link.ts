import { strategyWord } from '$lib/strategy/link.ts';
import { ALL_TIERS, DEFAULT_VIEW, DIGEST_DIGITS, viewQuery } from '$lib/state/replay/view-url.ts';
import type { Run, Trade } from './wire.ts';
import { withParameters } from './with-parameters.ts';

/** Longer strategies are left out of links: a server reads addresses of some kilobytes. */
const LONGEST = 6_000;

/** The replay's word for the strategy of a run, as it was parametrised. */
export function strategyOfRun({ strategy, inputs }: Pick<Run, 'strategy' | 'inputs'>): string | undefined {
  const word = strategyWord(withParameters(strategy, inputs.parameters));
  return word && word.length <= LONGEST ? word : undefined;
}

/** A link to the bar in which a trade was entered, at its close. */
export function replayLink(
  run: Pick<Run, 'dataset' | 'datasetDigest' | 'timeframe'>,
  trade: Pick<Trade, 'symbol' | 'venue' | 'entryTime'>,
  timeframeMs: number,
  strategy: string | undefined,
): string {
  const query = viewQuery({
    ...DEFAULT_VIEW,
    tiers: ALL_TIERS,
    dataset: run.dataset,
    symbol: trade.symbol,
    venue: trade.venue,
    timeframe: run.timeframe,
    time: trade.entryTime + timeframeMs,
    digest: run.datasetDigest.slice(0, DIGEST_DIGITS),
    strategy,
  });
  return `/replay?${query}`;
}
