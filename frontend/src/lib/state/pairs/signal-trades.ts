import type { SpreadTrade } from '$lib/charts/pairs/spread-marks.ts';
import type { PairAnalysis } from './wire.ts';

/** The entries and exits of an analysis as trades on its rows; the last one may be open. An exit whose entry is further back than what was told is left out. */
export function signalTrades(
  signals: PairAnalysis['signals'],
  rowAt: (time: number) => number,
): SpreadTrade[] {
  const trades: SpreadTrade[] = [];
  for (const { kind, side, time } of signals) {
    const last = trades.at(-1);
    if (kind === 'entry') trades.push({ side, entryRow: rowAt(time), exitRow: null });
    else if (last && last.exitRow === null) last.exitRow = rowAt(time);
  }
  return trades;
}

/** First row that had closed by a time or later: what happened in a bar that was thinned out stands at the next one, never before it. */
export function firstClosed(times: Float64Array, timeframeMs: number, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] + timeframeMs < time) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, times.length - 1);
}
