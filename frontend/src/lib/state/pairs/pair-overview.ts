import type { SpreadTrade } from '$lib/charts/pairs/spread-marks.ts';
import type { ReplayOverview } from '@hindcast/engine/wire';

/**
 * The timeline's miniature of a spread, with what was traded on it, over the rows that are known: there is nothing in it of any row
 * from `known` on.
 */
export function pairOverview(
  spread: Float64Array,
  trades: readonly SpreadTrade[],
  { from, to, buckets, known }: { from: number; to: number; buckets: number; known: number },
): ReplayOverview {
  const bucketRows = Math.max(1, Math.ceil((to - from) / buckets));
  const end = Math.min(to, known);
  const size = Math.max(0, Math.ceil((end - from) / bucketRows));
  const empty = (): (number | null)[] => Array.from({ length: size }, () => null);
  const [high, low, close] = [empty(), empty(), empty()];
  const holes = Array.from({ length: size }, () => 0);
  for (let row = from; row < end; row++) {
    const bucket = Math.floor((row - from) / bucketRows);
    const value = spread[row];
    if (value !== value) continue;
    high[bucket] = Math.max(high[bucket] ?? -Infinity, value);
    low[bucket] = Math.min(low[bucket] ?? Infinity, value);
    close[bucket] = value;
  }
  return {
    from,
    to: Math.max(from, end),
    bucketRows,
    high,
    low,
    close,
    signals: [],
    holes,
    events: [],
    trades: trades.flatMap(({ side, entryRow, exitRow }, id) =>
      exitRow === null || exitRow >= end || exitRow < from
        ? []
        : [{ id, side, entryRow, exitRow, netPnl: gainOf(spread, { side, entryRow, exitRow }) }],
    ),
  };
}

/** What the spread moved in the trade's favour, in its own unit. */
export function gainOf(
  spread: Float64Array,
  { side, entryRow, exitRow }: SpreadTrade & { exitRow: number },
): number {
  return (spread[exitRow] - spread[entryRow]) * (side === 'long' ? 1 : -1);
}
