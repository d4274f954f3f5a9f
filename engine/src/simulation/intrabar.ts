import type { Position } from './position.ts';
import { REASON } from './trade-store.ts';

/** What happened inside a bar: the reference price at which the position was left, why, and how sure that is. */
export interface Hit {
  /** NaN when nothing was hit. */
  price: number;
  reason: number;
  /** 1 when the bar reached a stop and the target, so that the order in it had to be assumed. */
  both: number;
  /** Open time of the bar (of whichever timeframe) in which it happened. */
  time: number;
}

/**
 * Whether a bar (of any timeframe) takes the position out, in the pessimistic order: what loses comes first.
 *
 * 1. The bar's open moves the trailing stop. It is the first price of the bar, so this is certain.
 * 2. Stop, trailing stop and liquidation: the nearest one counts. A bar that opens beyond it fills at the open.
 * 3. The target: a resting order, which is filled at its own price even when the bar opens beyond it.
 * 4. The bar's best price moves the trailing stop; a close beyond the new level must have crossed it on the way.
 */
export function touch(p: Position, open: number, high: number, low: number, close: number, hit: Hit): void {
  hit.price = NaN;
  hit.both = 0;
  const long = p.side > 0;
  if (long ? open > p.best : open < p.best) p.best = open;
  const trail = p.trailLevel;
  let level = p.stop;
  let reason = REASON.stop;
  if (long ? trail > level : trail < level) {
    level = trail;
    reason = REASON.trailing;
  }
  if (long ? p.liquidation >= level : p.liquidation <= level) {
    level = p.liquidation;
    reason = REASON.liquidation;
  }
  const targetHit = long ? high >= p.target : low <= p.target;
  if (long ? low <= level : high >= level) {
    hit.price = long ? Math.min(open, level) : Math.max(open, level);
    hit.reason = reason;
    // A bar that opens beyond the level leaves nothing to assume.
    hit.both = targetHit && hit.price === level ? 1 : 0;
    return;
  }
  if (targetHit) {
    hit.price = p.target;
    hit.reason = REASON.target;
    return;
  }
  const best = long ? high : low;
  if (long ? best > p.best : best < p.best) p.best = best;
  if (p.trailDistance === 0) return;
  const moved = p.trailLevel;
  if (long ? close <= moved : close >= moved) {
    hit.price = moved;
    hit.reason = REASON.trailing;
  }
}

/** Whether a bar's range may take the position out, so that a finer timeframe is worth asking. */
export function mayTouch(p: Position, open: number, high: number, low: number): boolean {
  const long = p.side > 0;
  const peak = long ? Math.max(p.best, high) : Math.min(p.best, low);
  const distance = p.trailIsFraction === 1 ? peak * p.trailDistance : p.trailDistance;
  const trail = p.trailDistance === 0 ? p.stop : peak - p.side * distance;
  if (long) {
    return low <= Math.max(p.stop, trail, p.liquidation) || high >= p.target || open >= p.target;
  }
  return high >= Math.min(p.stop, trail, p.liquidation) || low <= p.target || open <= p.target;
}
