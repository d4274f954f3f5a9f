import type { Random } from '../../numeric/random.ts';
import { FUNDING_WINDOW, type FundingPlan } from '../plan/funding.ts';
import { BARS_PER_SETTLEMENT } from '../spec.ts';
import { clamp, roundTo, type LaneState, type Process, type World } from '../world.ts';
import { History } from './history.ts';

/** The venues' usual cap: above it SPEC §4's tier 4 begins, so that unplanted rates stay at or below it. */
const CAP = 0.0001;
/** |Z| that unplanted settlements stay within; SPEC §5.2 sees an anomaly at 2. */
const QUIET_Z = 1.7;

/** One settlement of a lane, as it was published. */
export interface Settlement {
  row: number;
  rate: number;
  z: number;
}

/**
 * Funding: the premium follows the price's surprises and reverts within hours; a rate is the mean premium of the 8 hours before
 * its settlement, held until the next. Planted settlements are sized by the window of the 90 before them.
 */
export class FundingProcess implements Process {
  readonly settlements: Settlement[][];
  readonly #world: World;
  readonly #plans: readonly ReadonlyMap<number, FundingPlan>[];
  readonly #random: Random;
  readonly #history: History[];
  /** Premium of each lane (its long-run deviation is 1) and its sum since the last settlement. */
  readonly #premium: Float64Array;
  readonly #sum: Float64Array;

  constructor(world: World, plans: readonly ReadonlyMap<number, FundingPlan>[], random: Random) {
    this.#world = world;
    this.#plans = plans;
    this.#random = random;
    this.settlements = world.lanes.map(() => []);
    this.#history = world.lanes.map(() => new History(FUNDING_WINDOW));
    this.#premium = new Float64Array(world.lanes.length);
    this.#sum = new Float64Array(world.lanes.length);
  }

  step(row: number): void {
    const settles = row % BARS_PER_SETTLEMENT === 0;
    this.#world.lanes.forEach((lane, k) => {
      if (settles) this.#settle(lane, k, row);
      const { fundingRate, fundingTime, fundingIntervalHours } = lane.columns;
      const { row: at, rate } = this.settlements[k][this.settlements[k].length - 1];
      fundingRate[row] = rate;
      fundingTime[row] = this.#world.openTime[at];
      fundingIntervalHours[row] = 8;
      this.#movePremium(lane, k, row);
    });
  }

  #movePremium({ s, columns }: LaneState, k: number, row: number): void {
    const surprise = clamp((columns.close[row] / columns.open[row] - 1) / this.#world.sigma[s][row], -3, 3);
    // 0.995 keeps a half-life of 11.5 hours; 0.1² = 1 − 0.995².
    this.#premium[k] = 0.995 * this.#premium[k] + 0.1 * (0.6 * surprise + 0.8 * this.#random.normal());
    this.#sum[k] += this.#premium[k];
  }

  #settle({ symbol }: LaneState, k: number, row: number): void {
    const number = row / BARS_PER_SETTLEMENT;
    const mean = this.#sum[k] / BARS_PER_SETTLEMENT;
    this.#sum[k] = 0;
    const natural = symbol.fundingMean + 1.1 * symbol.fundingDeviation * mean;
    const plan = this.#plans[k].get(number);
    const history = this.#history[k];
    const rate = roundTo(plan ? planted(plan, history, this.#random) : quiet(natural, history), 1e8);
    this.settlements[k].push({ row, rate, z: history.z(rate) });
    history.push(rate);
  }
}

function quiet(natural: number, history: History): number {
  const capped = Math.min(natural, CAP);
  if (!history.full) return capped;
  const { mean, deviation } = history;
  return Math.min(CAP, clamp(capped, mean - QUIET_Z * deviation, mean + QUIET_Z * deviation));
}

/** A planted rate: high ones lie above the cap as well, and no |Z| lies near the limits of 2 and 3. */
function planted({ sign, z }: FundingPlan, history: History, random: Random): number {
  if (z === null || !history.full) return CAP * (1.2 + random.next());
  const { mean, deviation } = history;
  const rate = mean + sign * z * deviation;
  if (sign < 0 || rate > 1.06 * CAP) return rate;
  const least = (1.06 * CAP - mean) / deviation;
  return mean + deviation * (least > 2.85 ? Math.max(least, 3.2) : least);
}
