import { exp } from '../../numeric/exp.ts';
import { log } from '../../numeric/log.ts';
import type { Random } from '../../numeric/random.ts';
import type { CascadePlan } from '../plan/cascades.ts';
import type { Shock } from '../plan/shocks.ts';
import { clamp, roundTo, type LaneState, type Process, type World } from '../world.ts';

/** Log-volume beyond what volatility explains: half-life 20 minutes. */
const KEEP = 0.84;
const DEVIATION = 0.55;
/** Taker imbalance of a quiet 5m bar, percent, and how much of it goes with the return. */
const IMBALANCE = 19;
const WITH_RETURN = 0.6;

/** Volumes, taker flow and trade counts. */
export class FlowProcess implements Process {
  readonly #world: World;
  readonly #random: Random;
  readonly #shocks: ReadonlyMap<number, readonly Shock[]>;
  /** Extra log-volume by symbol and row: cascades and shocks trade more. */
  readonly #busy: Float64Array[];
  readonly #noise: Float64Array;
  readonly #common: Float64Array;

  constructor(
    world: World,
    shocks: ReadonlyMap<number, readonly Shock[]>,
    cascades: readonly CascadePlan[],
    random: Random,
  ) {
    this.#world = world;
    this.#random = random;
    this.#shocks = shocks;
    this.#noise = new Float64Array(world.lanes.length);
    this.#common = new Float64Array(world.spec.symbols.length);
    this.#busy = world.spec.symbols.map(() => new Float64Array(world.rows));
    for (const { s, row, bars } of cascades) this.#busy[s].fill(0.9, row, row + bars);
    for (const list of shocks.values()) for (const { s, row } of list) this.#busy[s][row] += 0.35;
  }

  step(row: number): void {
    for (let s = 0; s < this.#common.length; s++) this.#common[s] = this.#next(this.#common[s]);
    this.#world.lanes.forEach((lane, k) => {
      this.#noise[k] = this.#next(this.#noise[k]);
      this.#trade(lane, row, 0.85 * this.#common[lane.s] + 0.5 * this.#noise[k]);
      this.#take(lane, row);
    });
  }

  #next(x: number): number {
    return KEEP * x + DEVIATION * Math.sqrt(1 - KEEP * KEEP) * this.#random.normal();
  }

  #trade({ s, venue, symbol, columns }: LaneState, row: number, noise: number): void {
    const { open, high, low, close, volume, quoteVolume, trades } = columns;
    const sigma = this.#world.sigma[s][row];
    // 2.5 % a day is an ordinary bar; volume grows with its square root, and with the bar's own surprise.
    const activity =
      0.75 * log(sigma / (0.025 / 16.97)) + 0.35 * Math.min(3, Math.abs(log(close[row] / open[row])) / sigma);
    const usd = symbol.volumeUsd * venue.volumeShare * exp(activity - 0.25 + noise + this.#busy[s][row]);
    const mean = (open[row] + high[row] + low[row] + close[row]) / 4;
    volume[row] = Math.max(1, Math.round((usd / mean) * symbol.lotsPerUnit)) / symbol.lotsPerUnit;
    quoteVolume[row] = Math.round(volume[row] * mean);
    trades[row] = Math.max(1, Math.round((usd / symbol.tradeUsd) * exp(0.15 * this.#random.normal())));
  }

  #take(lane: LaneState, row: number): void {
    const { volume, takerBuyVolume, takerLongShort } = lane.columns;
    const percent = this.#imbalance(lane, row);
    const bought = roundTo((volume[row] * (1 + percent / 100)) / 2, lane.symbol.lotsPerUnit);
    takerBuyVolume[row] = Math.min(bought, volume[row]);
    if (!lane.venue.publishesTopTraders) return;
    takerLongShort[row] = roundTo(bought / (volume[row] - bought), 10_000);
  }

  #imbalance({ v, s, columns }: LaneState, row: number): number {
    const move = columns.close[row] - (row > 0 ? columns.close[row - 1] : columns.open[row]);
    const surprise = clamp(move / columns.close[row] / this.#world.sigma[s][row], -3, 3);
    const noise = Math.sqrt(1 - WITH_RETURN * WITH_RETURN) * this.#random.normal();
    const drawn = clamp(IMBALANCE * (WITH_RETURN * surprise + noise), -70, 70);
    const shock = this.#shocks.get(row)?.find((x) => x.s === s && x.venues.includes(v));
    return shock ? forShock(shock, move, drawn) : drawn;
  }
}

/** The imbalance that a shock asks for, as far as possible the one that was drawn. */
function forShock(shock: Shock, move: number, drawn: number): number {
  if (shock.balanced) return shock.bias * Math.min(2.4, 0.5 + Math.abs(drawn) / 10);
  const side =
    shock.kind === 'flow'
      ? Math.sign(move) || shock.bias
      : shock.kind === 'counter'
        ? -Math.sign(move) || 1
        : shock.bias;
  return side * Math.max(4.5, Math.abs(drawn));
}
