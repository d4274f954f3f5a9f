import { timeframeMs, type Timeframe } from '@hindcast/engine';
import type { AlertDto } from './alert.dto.ts';

type Place = Pick<AlertDto, 'venue' | 'symbol' | 'timeframe' | 'time'>;

/** The recording that a played market is; null for what was collected from venues, or heard of another process. */
export function playedDataset(market: string): string | null {
  const name = /^recorded:([^:]+)$/.exec(market)?.[1];
  return name ?? null;
}

/** A path of the UI that opens a recording at the close of a bar, as its own links are written (docs/replay.md). */
export function replayPath(dataset: string, { venue, symbol, timeframe, time }: Place): string {
  const close = new Date(time + timeframeMs(timeframe as Timeframe)).toISOString();
  const query = new URLSearchParams({
    ...{ dataset, symbol, venue, tf: timeframe },
    t: close.endsWith(':00.000Z') ? `${close.slice(0, 16)}Z` : `${close.slice(0, 19)}Z`,
  });
  return `/replay?${query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':')}`;
}

/**
 * A path of the UI that opens the replay at an alert's bar, by way of a page that asks for the recording of what was known
 * then. Following a link makes nothing by itself: programs that look at links do.
 */
export function openPath(eventId: string): string {
  return `/alerts/open?id=${eventId}`;
}
