import { exp } from '../../numeric/exp.ts';
import { log } from '../../numeric/log.ts';
import type { Random } from '../../numeric/random.ts';
import { severityOf, type CascadePlan } from '../plan/cascades.ts';
import { plannedTrend } from '../plan/phases.ts';
import type { Shock } from '../plan/shocks.ts';
import { roundTo, type Process, type World } from '../world.ts';
import { InterestChange, type ChangeReading } from './interest-change.ts';

/** Median |change| of a quiet bar is 0.03–0.04 % (measured: 0.026–0.040), twice that in a busy market. */
const COMMON = 0.062;
const OWN = 0.04;
/** Share of the distance to its slow level that open interest makes up per bar. */
const PULL = 0.004;
/** Open interest that a cascade closes, percent, by severity. */
const CLOSED = [0, 0.25, 0.4, 0.7, 1.2, 2];

/** Hears of every shock, with what it left in the columns. */
export type ShockListener = (shock: Shock, row: number, reading: ChangeReading) => void;

/** Open interest of every lane: quiet changes, planted shocks, and what cascades close. */
export class InterestProcess implements Process {
  readonly #world: World;
  readonly #random: Random;
  readonly #shocks: ReadonlyMap<number, readonly Shock[]>;
  readonly #onShock: ShockListener;
  readonly #changes: InterestChange[];
  readonly #trend: Float64Array;
  readonly #closed: Float64Array[];
  /** Slow log level by symbol, and last bar's common change. */
  readonly #level: Float64Array;
  readonly #common: Float64Array;

  constructor(
    world: World,
    shocks: ReadonlyMap<number, readonly Shock[]>,
    cascades: readonly CascadePlan[],
    random: Random,
    onShock: ShockListener,
  ) {
    const { symbols, venues } = world.spec;
    this.#world = world;
    this.#random = random;
    this.#shocks = shocks;
    this.#onShock = onShock;
    this.#changes = symbols.map((_, s) => new InterestChange(venues.length, random.fork(s)));
    this.#trend = plannedTrend(world.spec, world.rows);
    this.#level = new Float64Array(symbols.length);
    this.#common = new Float64Array(symbols.length);
    this.#closed = symbols.map(() => new Float64Array(world.rows));
    for (const { s, row, bars, totals } of cascades) {
      const severity = Math.max(...totals.map(severityOf));
      for (let k = 0; k < bars; k++) this.#closed[s][row + k] = CLOSED[severity] / bars;
    }
  }

  step(row: number): void {
    for (let s = 0; s < this.#changes.length; s++) this.#stepSymbol(s, row);
  }

  #stepSymbol(s: number, row: number): void {
    const lanes = this.#world.lanes.filter((lane) => lane.s === s);
    const shock = this.#shocks.get(row)?.find((x) => x.s === s);
    const draws = this.#draw(s, row);
    const change = this.#changes[s];
    const changes = shock ? change.shocked(shock, draws) : change.quiet(draws);
    const published = lanes.map(({ venue, symbol, columns }, v) => {
      const { openInterest, openInterestUsd, close } = columns;
      const first = (symbol.openInterestUsd * venue.interestShare) / symbol.startPrice;
      const before = row > 0 ? openInterest[row - 1] : first;
      openInterest[row] = roundTo(before * (1 + changes[v] / 100), symbol.lotsPerUnit);
      openInterestUsd[row] = Math.round(openInterest[row] * close[row]);
      return (100 * (openInterest[row] - before)) / before;
    });
    if (shock) this.#onShock(shock, row, change.read(published));
    change.push(published);
  }

  /** Changes that the venues would publish with nothing planted, percent. */
  #draw(s: number, row: number): number[] {
    const { sigma, spec } = this.#world;
    const busy =
      (0.5 + 0.5 * Math.min(5, sigma[s][row] / 0.0016)) * (0.35 + 0.85 * Math.min(5, this.#surprise(s, row)));
    const before = this.#common[s];
    const common = COMMON * busy * tailed(this.#random) + this.#reaction(s, row);
    this.#common[s] = common;
    this.#level[s] += 0.0004 * this.#random.normal();
    return spec.venues.map(({ interestLag }, v) => {
      const lane = this.#world.lane(v, s);
      const own = OWN * busy * tailed(this.#random);
      const late = (1 - interestLag) * common + interestLag * before;
      return late + own + this.#pull(lane.columns.openInterest, v, s, row) - this.#closed[s][row];
    });
  }

  /** Size of the bar's move in standard deviations. */
  #surprise(s: number, row: number): number {
    const { open, close } = this.#world.lane(0, s).columns;
    return Math.abs(close[row] / open[row] - 1) / this.#world.sigma[s][row];
  }

  /** Large moves close positions, more so downward ones. */
  #reaction(s: number, row: number): number {
    const { open, close } = this.#world.lane(0, s).columns;
    const surprise = (close[row] / open[row] - 1) / this.#world.sigma[s][row];
    return surprise < -1.5 ? 0.03 * (surprise + 1.5) : surprise > 2 ? -0.01 * (surprise - 2) : 0;
  }

  #pull(openInterest: Float64Array, v: number, s: number, row: number): number {
    if (row === 0) return 0;
    const { openInterestUsd, startPrice } = this.#world.spec.symbols[s];
    const level = exp(this.#level[s] + 0.5 * this.#trend[row]);
    const base = ((openInterestUsd * this.#world.spec.venues[v].interestShare) / startPrice) * level;
    return -100 * PULL * log(openInterest[row - 1] / base);
  }
}

/** Normal, with one draw in ten 3.6 times as wide as the others. */
const tailed = (random: Random): number => random.normal() * (random.next() < 0.1 ? 2.6 : 0.72);
