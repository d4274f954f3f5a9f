import type { BarField, Lane, UtcMs } from '@hindcast/engine';
import type { SeriesKind, SeriesSeen } from '../ingestion/live/venue-feed.ts';
import type { Decider } from './decider.ts';

const FIELDS: Readonly<Record<SeriesKind, readonly BarField[]>> = {
  openInterest: ['openInterest', 'openInterestUsd'],
  ratios: ['globalLongShort', 'topLongShortAccounts', 'topLongShortPositions', 'takerLongShort'],
  funding: ['fundingRate', 'fundingIntervalHours', 'fundingTime'],
};
const KINDS = Object.keys(FIELDS) as SeriesKind[];

/**
 * What venues publish from time to time, while nobody decides bars yet. A market that goes fast closes bars during the warm
 * start, and each of them needs the value of its own time: all are kept, not only the last.
 */
export class Published {
  #heard: { lane: number; seen: SeriesSeen }[] = [];

  hear(lane: number, seen: SeriesSeen): void {
    this.#heard.push({ lane, seen });
  }

  /** Hands a decider what was known at the last bar of the past, which closed at `until`, and what was heard since. */
  handTo(decider: Decider, lanes: readonly Lane[], until: UtcMs): void {
    lanes.forEach((lane, k) => {
      for (const kind of KINDS) {
        const values = lastOf(lane, kind);
        if (values) decider.series(k, kind, values.fundingTime ?? until, values);
      }
    });
    for (const { lane, seen } of this.#heard) decider.series(lane, seen.kind, seen.stamp, seen.values);
    this.#heard = [];
  }
}

/** Published values as of a lane's last row; undefined when it has none of a kind. */
function lastOf({ tape }: Lane, kind: SeriesKind): Partial<Record<BarField, number>> | undefined {
  const row = tape.rows - 1;
  const known = FIELDS[kind].filter((field) => Number.isFinite(tape.columns[field][row]));
  if (known.length === 0) return undefined;
  return Object.fromEntries(known.map((field) => [field, tape.columns[field][row]]));
}
