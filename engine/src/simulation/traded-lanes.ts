import { HindcastError } from '../errors.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { laneId, type LaneKey } from '../tape/tape.ts';

/**
 * The lanes that a strategy trades out of those that are there: each symbol on the first venue that has it, because the same
 * signal on two venues is one opportunity; for a pair its two legs, y first, on the first venue that has both.
 */
export function tradedLanes<T extends { readonly key: LaneKey }>(
  strategy: Strategy,
  lanes: readonly T[],
): T[] {
  const { pair } = strategy;
  if (!pair)
    return lanes.filter((lane, k) => lanes.findIndex(({ key }) => key.symbol === lane.key.symbol) === k);
  const on = (venue: string, symbol: string): T | undefined =>
    lanes.find(({ key }) => key.venue === venue && key.symbol === symbol);
  for (const { key } of lanes) {
    const [y, x] = [on(key.venue, pair.y), on(key.venue, pair.x)];
    if (y && x) return [y, x];
  }
  throw new HindcastError(
    'SIMULATION_PAIR',
    `The strategy trades ${pair.y} against ${pair.x}, but no venue here has both: there is ${lanes.map(({ key }) => laneId(key)).join(', ')}.`,
    'Choose a dataset and lanes that hold both legs.',
    { field: 'pair' },
  );
}
