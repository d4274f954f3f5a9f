import type { Column } from '../column.ts';
import { OTHER } from '../strategy/check.ts';
import { OwnColumns } from './own-columns.ts';
import type { TradedLane } from './simulation.ts';

/**
 * The columns that a pair's rules read: the y lane's by their names, the x lane's with the prefix `other.`, and what is
 * computed from both. The latter live here, because no lane may depend on another one's columns.
 */
export class PairColumns extends OwnColumns {
  readonly #x: TradedLane;

  constructor(y: TradedLane, x: TradedLane) {
    super(y);
    this.#x = x;
  }

  protected given(name: string): Column | undefined {
    if (!name.includes(OTHER)) return this.lane.require(name);
    const plain = name.slice(OTHER.length);
    return name.startsWith(OTHER) && !plain.includes('(') ? this.#x.require(plain) : undefined;
  }
}
