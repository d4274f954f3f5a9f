import type { PositionState, TradeRow } from '@hindcast/engine/wire';
import type { TradeLine } from '$lib/charts/marks/trade-marks.ts';
import type { LaneFeed } from '$lib/state/replay/feed.svelte.ts';

/** Closed trades as a chart draws them: in the rows of its own bars. */
export function tradeLines(trades: readonly TradeRow[], feed: LaneFeed | null): readonly TradeLine[] {
  return trades.map(({ side, entryRow, entryPrice, exitRow, exitPrice, netPnl }) => ({
    side,
    entryRow: feed?.barOf(entryRow) ?? entryRow,
    entryPrice,
    exitRow: feed?.barOf(exitRow) ?? exitRow,
    exitPrice,
    netPnl,
  }));
}

/** How many of the trades, which are in the order of their exits, had closed at a row. */
export function closedBy(trades: readonly TradeRow[], row: number): number {
  let count = trades.length;
  while (count > 0 && trades[count - 1].exitRow > row) count--;
  return count;
}

/** The open position: it ends at the cursor. */
export function openLine(position: PositionState, feed: LaneFeed | null): TradeLine {
  const { side, entryRow, entryPrice, unrealisedPnl } = position;
  const row = feed?.barOf(entryRow) ?? entryRow;
  return { side, entryRow: row, entryPrice, exitRow: null, exitPrice: null, netPnl: unrealisedPnl };
}
