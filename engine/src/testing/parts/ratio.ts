import { exp } from '../../numeric/exp.ts';
import { log } from '../../numeric/log.ts';
import type { Random } from '../../numeric/random.ts';
import type { Shock } from '../plan/shocks.ts';
import { clamp, roundTo, rowOfDay, type LaneState, type Process, type World } from '../world.ts';

/** Log ratio: half-life 8 days, one bar's deviation 0.5 % (0.9 % per 15 minutes measured): 0.2 in the long run. */
const KEEP = 0.9997;
const DEVIATION = 0.005;
/** Correlation with the price's surprise: the crowd sells into rises (−0.05 to −0.23 measured). */
const AGAINST_PRICE = -0.18;
/** At a planted shock the published ratio keeps this distance from SPEC §4's threshold of 2. */
const CLEAR_OF_TWO = 0.045;

/** Long/short ratios: of all traders, and of top traders where the venue publishes them. */
export class RatioProcess implements Process {
  readonly #world: World;
  readonly #random: Random;
  readonly #shocks: ReadonlyMap<number, readonly Shock[]>;
  /** Log deviation from the median: of all traders, and the top traders' own part. */
  readonly #crowd: Float64Array;
  readonly #top: Float64Array;
  readonly #target: Float64Array[];

  constructor(world: World, shocks: ReadonlyMap<number, readonly Shock[]>, random: Random) {
    this.#world = world;
    this.#random = random;
    this.#shocks = shocks;
    this.#crowd = new Float64Array(world.lanes.length);
    this.#top = new Float64Array(world.lanes.length);
    this.#target = world.spec.symbols.map((symbol) => {
      const target = new Float64Array(world.rows);
      for (const { symbol: name, fromDay, days, level } of world.spec.crowds) {
        if (name === symbol.symbol)
          target.fill(log(level / symbol.longShort), rowOfDay(fromDay), rowOfDay(fromDay + days));
      }
      return target;
    });
  }

  step(row: number): void {
    for (const symbol of this.#world.spec.symbols.keys()) this.#stepSymbol(symbol, row);
  }

  #stepSymbol(s: number, row: number): void {
    const shared = this.#random.normal();
    const shocked = this.#shocks.get(row)?.some((shock) => shock.s === s) ?? false;
    for (const [k, lane] of this.#world.lanes.entries()) {
      if (lane.s === s) this.#publish(lane, k, row, shared, shocked);
    }
  }

  #publish(
    { s, venue, symbol, columns }: LaneState,
    k: number,
    row: number,
    shared: number,
    shocked: boolean,
  ): void {
    const { close, globalLongShort, topLongShortAccounts, topLongShortPositions } = columns;
    const move = row > 0 ? close[row] / close[row - 1] - 1 : 0;
    const surprise = clamp(move / this.#world.sigma[s][row], -3, 3);
    const noise = 0.75 * shared + 0.66 * this.#random.normal();
    const target = this.#target[s][row];
    const pull = target === 0 ? 1 - KEEP : 0.02;
    this.#crowd[k] +=
      pull * (target - this.#crowd[k]) + DEVIATION * (AGAINST_PRICE * surprise + 0.98 * noise);
    this.#top[k] = 0.998 * this.#top[k] + 0.004 * this.#random.normal();
    const ratio = clamp(symbol.longShort * venue.longShortScale * exp(this.#crowd[k]), 0.35, 4.5);
    globalLongShort[row] = roundTo(shocked ? clearOfTwo(ratio) : ratio, 10_000);
    if (!venue.publishesTopTraders) return;
    topLongShortAccounts[row] = roundTo(ratio * exp(-0.03 + 0.5 * this.#top[k]), 10_000);
    topLongShortPositions[row] = roundTo(
      symbol.topPositions * exp(0.4 * this.#crowd[k] + this.#top[k]),
      10_000,
    );
  }
}

function clearOfTwo(ratio: number): number {
  if (Math.abs(ratio - 2) >= CLEAR_OF_TWO) return ratio;
  return ratio >= 2 ? 2 + CLEAR_OF_TWO : 2 - CLEAR_OF_TWO;
}
