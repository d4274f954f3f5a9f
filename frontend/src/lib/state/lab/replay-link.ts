import { accountWord } from '$lib/state/replay/account-word.ts';
import { ALL_TIERS, DEFAULT_VIEW, DIGEST_DIGITS, viewQuery } from '$lib/state/replay/view-url.ts';
import { accountOfRun } from './account-of-run.ts';
import type { Run, Trade } from './wire.ts';

/** A link to the bar in which a trade was entered, at its close; the strategy is traded there on the run's terms. */
export function replayLink(
  run: Pick<Run, 'dataset' | 'datasetDigest' | 'timeframe' | 'inputs'>,
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
    account: strategy === undefined ? undefined : accountWord(accountOfRun(run)),
  });
  return `/replay?${query}`;
}
