import type { Random } from '../../numeric/random.ts';
import { BARS_PER_SETTLEMENT } from '../spec.ts';
import type { World } from '../world.ts';

/** One planted settlement: on which side and how far out. */
export interface FundingPlan {
  sign: 1 | -1;
  /** Standard deviations of the 90 settlements before it; null for a plain high rate during their collection. */
  z: number | null;
}

/** Settlements that a z-score looks back on (SPEC §5.2). */
export const FUNDING_WINDOW = 90;

/** Planted settlements of one lane, by the settlement's number. */
export function planFunding(world: World, random: Random): Map<number, FundingPlan> {
  const settlements = Math.floor(world.rows / BARS_PER_SETTLEMENT);
  const plans = new Map<number, FundingPlan>();
  for (let k = 12 + random.int(8); k < FUNDING_WINDOW - 12; k += 18 + random.int(16)) {
    plans.set(k, { sign: 1, z: null });
  }
  let side: 1 | -1 = random.next() < 0.5 ? 1 : -1;
  const gap = (): number => world.spec.fundingEvery + random.int(8);
  for (let k = FUNDING_WINDOW + 2 + random.int(8); k < settlements - 4; k += gap()) {
    const length = 1 + random.int(3);
    const extreme = random.next() < 0.5;
    for (let j = 0; j < length; j++) {
      plans.set(k + j, { sign: side, z: extreme ? 3.4 + random.next() : 2.3 + 0.4 * random.next() });
    }
    if (random.next() < 0.7) side = side === 1 ? -1 : 1;
  }
  return plans;
}
