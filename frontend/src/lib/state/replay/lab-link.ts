import type { LaneRef, ReplayAccount } from '@hindcast/engine/wire';
import { labQuery } from '$lib/state/lab/lab-url.ts';
import { shippedId, strategyWord } from '$lib/strategy/link.ts';
import type { TimeRange } from './link-range.ts';

/** What a replay shows, and what runs along with it. */
export interface Traded {
  dataset: string | undefined;
  timeframe: string;
  lane: LaneRef | null;
  /** Text of the strategy file; undefined for the server's own choice, null for none. */
  strategy: string | null | undefined;
  /** What the strategy that runs along calls itself. */
  strategyName: string | undefined;
  account: ReplayAccount | undefined;
}

/** The lab, set to simulate a stretch of a replay with the strategy and on the terms of the replay. */
export function labLink({ lane, account, ...traded }: Traded, { from, to }: TimeRange): string {
  const { costs, initialCapital } = account ?? {};
  const strategy = strategyWord(traded.strategy) ?? shippedId(traded.strategyName);
  return `/lab?${labQuery({
    dataset: traded.dataset,
    timeframe: traded.timeframe,
    venue: lane?.venue,
    symbols: lane ? [lane.symbol] : undefined,
    from,
    to,
    // The lab simulates one strategy or another.
    strategy: traded.strategy === null ? undefined : strategy,
    account: { ...(costs && { costs }), ...(initialCapital !== undefined && { initialCapital }) },
    tab: 'overview',
  })}`;
}
