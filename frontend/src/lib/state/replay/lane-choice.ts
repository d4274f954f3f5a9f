import type { LaneRef } from '@hindcast/engine/wire';

/**
 * The lane that comes closest to what is wished for. An earlier wish weighs more than all later ones, and in each of them the symbol
 * more than the venue; between equals the first lane is taken.
 */
export function closestLane(lanes: readonly LaneRef[], wishes: readonly Partial<LaneRef>[]): LaneRef {
  const fit = (lane: LaneRef): number =>
    wishes.reduce(
      (sum, { symbol, venue }) => 4 * sum + (symbol === lane.symbol ? 2 : 0) + (venue === lane.venue ? 1 : 0),
      0,
    );
  return lanes.reduce((best, lane) => (fit(lane) > fit(best) ? lane : best));
}
