import { exp } from '../../numeric/exp.ts';
import type { Random } from '../../numeric/random.ts';
import type { CascadePlan } from '../plan/cascades.ts';
import type { LaneState, Process, World } from '../world.ts';

/** Unplanted liquidations of any hour stay below this: 500,000 USD is a cascade (SPEC §5.1). */
const QUIET_HOUR = 300_000;
/** Around a planted cascade they are held lower, so that its severity is the planted one. */
const QUIET_NEAR_CASCADE = 40_000;
const HOUR_BARS = 12;
/** Liquidated share of a bar's volume per standard deviation of its move. */
const SHARE = 0.0001;

/** Liquidated USD by side: small ones that follow every move, and the planted cascades. */
export class LiquidationProcess implements Process {
  readonly #world: World;
  readonly #random: Random;
  /** Planted USD by lane and row: of longs and of shorts. */
  readonly #long: Float64Array[];
  readonly #short: Float64Array[];
  readonly #limit: Float64Array[];
  /** What was drawn besides the planted, by lane: to keep the hour below its limit. */
  readonly #drawn: Float64Array[];

  constructor(world: World, cascades: readonly CascadePlan[], random: Random) {
    this.#world = world;
    this.#random = random;
    const zeros = (): Float64Array[] => world.lanes.map(() => new Float64Array(world.rows));
    this.#long = zeros();
    this.#short = zeros();
    this.#drawn = zeros();
    this.#limit = zeros();
    for (const limit of this.#limit) limit.fill(QUIET_HOUR);
    for (const plan of cascades) this.#plan(plan);
  }

  step(row: number): void {
    this.#world.lanes.forEach((lane, k) => {
      const { liquidatedLongUsd, liquidatedShortUsd, open, close } = lane.columns;
      const surprise = (close[row] / open[row] - 1) / this.#world.sigma[lane.s][row];
      const drawn = this.#small(lane, k, row, surprise);
      this.#drawn[k][row] = drawn;
      // The losing side: all of it, or nearly all on a bar in four.
      const losing = this.#random.next() < 0.75 ? 1 : 0.85;
      const share = surprise < 0 ? losing : 1 - losing;
      liquidatedLongUsd[row] = Math.round(this.#long[k][row] + drawn * share);
      liquidatedShortUsd[row] = Math.round(this.#short[k][row] + drawn * (1 - share));
    });
  }

  #small({ venue, columns }: LaneState, k: number, row: number, surprise: number): number {
    const size = Math.abs(surprise) - 0.4;
    const noise = this.#random.normal();
    if (size <= 0) return 0;
    const usd = columns.quoteVolume[row] * venue.liquidationShare * SHARE * size * size * exp(1.3 * noise);
    let hour = 0;
    for (let i = Math.max(0, row - HOUR_BARS + 1); i < row; i++) hour += this.#drawn[k][i];
    // The fuller the hour, the less is added: it comes near its limit without ever standing at it.
    const room = this.#limit[k][row] - hour;
    return room > 0 ? Math.min(0.9 * room, (usd * room) / this.#limit[k][row]) : 0;
  }

  /** Spreads a cascade over its bars: it swells fast and ebbs slowly. */
  #plan({ s, row, bars, longShare, totals }: CascadePlan): void {
    const weights = Array.from(
      { length: bars },
      (_, k) => (k === 0 ? 0.6 : bars - k) * exp(0.3 * this.#random.normal()),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    totals.forEach((total, v) => {
      const k = v * this.#world.spec.symbols.length + s;
      weights.forEach((weight, j) => {
        this.#long[k][row + j] += (total * longShare * weight) / sum;
        this.#short[k][row + j] += (total * (1 - longShare) * weight) / sum;
      });
      this.#limit[k].fill(QUIET_NEAR_CASCADE, Math.max(0, row - HOUR_BARS), row + bars + HOUR_BARS);
    });
  }
}
