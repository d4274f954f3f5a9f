import type { Column } from '../column.ts';
import type { EngineConfig } from '../config.ts';
import { HindcastError } from '../errors.ts';
import type { LaneKey, Tape } from '../tape/tape.ts';
import { parsePair, type DeclaredLeg, type DeclaredPair } from './declared-pair.ts';
import { PAIR_PREFIX } from './pair-columns.ts';
import { PairLane } from './pair-lane.ts';

/** What a lane of a market is to its pairs. */
export interface PairableLane {
  readonly key: LaneKey;
  readonly tape: Tape;
  has(name: string): boolean;
  column(name: string): Column;
  /** Takes a column of somebody else's making among its own. */
  adopt(name: string, column: Column): void;
}

/**
 * The declared pairs of a market, one per venue that has both legs (or the two that are named). Their columns stand on the lane of y, where
 * expressions, rules, frames and digests find them like any other. Legs that the market does not have are left out: one configuration
 * serves markets of different symbols.
 *
 * @throws HindcastError PAIR_DECLARED, PAIR_DECLARED_TWICE
 */
export function marketPairs(lanes: readonly PairableLane[], config: EngineConfig): PairLane[] {
  const declared = config.pairs?.declared ?? [];
  return declared.map(parsePair).flatMap((pair) => legsOf(lanes, pair).map(([y, x]) => pairOn(y, x, pair)));
}

function legsOf(lanes: readonly PairableLane[], { y, x }: DeclaredPair): [PairableLane, PairableLane][] {
  const fits = ({ key }: PairableLane, leg: DeclaredLeg): boolean =>
    key.symbol === leg.symbol && (leg.venue === undefined || leg.venue === key.venue);
  const crossing = y.venue !== undefined && x.venue !== undefined;
  return lanes
    .filter((lane) => fits(lane, y))
    .flatMap((left): [PairableLane, PairableLane][] => {
      const right = lanes.find((lane) => fits(lane, x) && (crossing || lane.key.venue === left.key.venue));
      return right ? [[left, right]] : [];
    });
}

function pairOn(y: PairableLane, x: PairableLane, { config }: DeclaredPair): PairLane {
  const pair = new PairLane(y.column('close'), x.column('close'), y.tape, config);
  for (const [name, column] of Object.entries(pair.columns)) {
    if (y.has(`${PAIR_PREFIX}${name}`)) throw declaredTwice(y.key);
    y.adopt(`${PAIR_PREFIX}${name}`, column);
  }
  return pair;
}

function declaredTwice({ venue, symbol }: LaneKey): HindcastError {
  return new HindcastError(
    'PAIR_DECLARED_TWICE',
    `${venue} ${symbol} is the dependent of two declared pairs.`,
    'A symbol can be y of one pair: turn one of them round, or drop it.',
    { field: 'pairs' },
  );
}
