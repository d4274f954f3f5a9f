import { linkTime } from '$lib/format/time.ts';

/** A link that opens a place of a dataset in replay, with what comes after in view: the past is being looked into. */
export function replayAt(
  dataset: string,
  lane: { venue: string; symbol: string; timeframe: string },
  time: number,
): string {
  const query = new URLSearchParams({
    dataset,
    ...{ symbol: lane.symbol, venue: lane.venue, tf: lane.timeframe },
    ...{ t: linkTime(time), mode: 'review' },
  });
  return `/replay?${query.toString().replaceAll('%2F', '/').replaceAll('%3A', ':')}`;
}
