import { exp } from '../../numeric/exp.ts';
import { log } from '../../numeric/log.ts';
import type { Random } from '../../numeric/random.ts';
import type { CascadePlan } from '../plan/cascades.ts';
import type { BreakPlan } from '../plan/correlation.ts';
import { plannedTrend } from '../plan/phases.ts';
import { BARS_PER_DAY } from '../spec.ts';
import { roundTo, type Process, type World } from '../world.ts';
import { DayWindow } from './day-window.ts';
import { ReturnProcess } from './returns.ts';
import { VolatilityProcess } from './volatility.ts';

/**
 * The price comes back to the trend's path with a half-life of two days in a normal phase: 1 − 2^(−1/576). It goes with the
 * variance, as if time ran faster in a wild phase, so that the distance from the path is alike in all of them.
 */
const PULL = 0.0012;
const REBOUND = 0.5;

/** Closing prices of every venue: the first venue leads, the others follow it by a basis of a few bps. */
export class PriceProcess implements Process {
  readonly #world: World;
  readonly #random: Random;
  readonly #window: DayWindow;
  readonly #volatility: VolatilityProcess;
  readonly #returns: ReturnProcess;
  readonly #trend: Float64Array;
  /** Planned moves by symbol and row: cascades, and the drift of the edge. */
  readonly #moves: Float64Array[];
  readonly #shift: Float64Array;
  readonly #driftsUntil: Float64Array;
  readonly #logPrice: Float64Array;
  /** Slow and fast part of the basis, lane by lane. */
  readonly #slowBasis: Float64Array;
  readonly #fastBasis: Float64Array;

  constructor(world: World, breaks: readonly BreakPlan[], cascades: readonly CascadePlan[], random: Random) {
    const { spec, rows } = world;
    this.#world = world;
    this.#random = random.fork('basis');
    this.#window = new DayWindow(spec.symbols.length);
    this.#volatility = new VolatilityProcess(world, this.#window, breaks, random.fork('volatility'));
    this.#returns = new ReturnProcess(world, this.#window, this.#volatility, breaks, random.fork('returns'));
    this.#trend = plannedTrend(spec, rows);
    this.#moves = spec.symbols.map(() => new Float64Array(rows + BARS_PER_DAY));
    this.#shift = new Float64Array(spec.symbols.length);
    this.#driftsUntil = new Float64Array(spec.symbols.length);
    this.#logPrice = Float64Array.from(spec.symbols, ({ startPrice }) => log(startPrice));
    this.#slowBasis = new Float64Array(world.lanes.length);
    this.#fastBasis = new Float64Array(world.lanes.length);
    for (const plan of cascades) this.#planMove(plan);
  }

  /** Daily volatility of a symbol as planned, percent. */
  planned(s: number, row: number): number {
    return this.#volatility.planned(s, row);
  }

  /**
   * Lets a symbol drift by `share` (signed) of a day's volatility over the `bars` bars after `row`. While one drift is
   * under way another adds nothing: a burst of signals is one opportunity.
   */
  drift(s: number, row: number, bars: number, share: number): void {
    if (row < this.#driftsUntil[s]) return;
    this.#driftsUntil[s] = row + bars;
    const step = (share * this.planned(s, row)) / 100 / bars;
    for (let k = 1; k <= bars; k++) this.#moves[s][row + k] += step;
  }

  step(row: number): void {
    this.#volatility.step(row);
    const { symbols } = this.#world.spec;
    for (let s = 0; s < symbols.length; s++) {
      const { startPrice, trendBeta, volatility } = symbols[s];
      const path = log(startPrice) + trendBeta * this.#trend[row];
      const pace = this.planned(s, row) / volatility.normal;
      this.#shift[s] = this.#moves[s][row] + PULL * pace * pace * (path - this.#logPrice[s]);
    }
    const returns = this.#returns.step(row, this.#shift);
    for (let s = 0; s < symbols.length; s++) this.#logPrice[s] += returns[s];
    this.#publish(row);
    this.#window.push(returns);
  }

  #publish(row: number): void {
    this.#world.lanes.forEach(({ v, s, venue, symbol, columns }, k) => {
      let price = this.#logPrice[s];
      if (v > 0) {
        const { basisBps } = venue;
        this.#slowBasis[k] = 0.9995 * this.#slowBasis[k] + 0.0316 * basisBps * 1e-4 * this.#random.normal();
        this.#fastBasis[k] =
          0.6 * this.#fastBasis[k] + 0.07 * this.#world.sigma[s][row] * this.#random.normal();
        price += this.#slowBasis[k] + this.#fastBasis[k];
      }
      columns.close[row] = roundTo(exp(price), symbol.ticksPerUnit);
    });
  }

  /**
   * A cascade's move: most of it early; a whipsaw falls and rises again. The other symbols follow in part, and half of the
   * move comes back over the next hour.
   */
  #planMove({ s, row, bars, side, move }: CascadePlan): void {
    for (let other = 0; other < this.#moves.length; other++) {
      const size = (move * this.planned(other, row) * (other === s ? 1 : 0.7)) / 100;
      for (let k = 0; k < bars; k++) {
        const share = (2 * (bars - k)) / (bars * (bars + 1));
        const direction = side === 0 ? (k < bars / 2 ? -1 : 1) : -side;
        this.#moves[other][row + k] += direction * size * share;
      }
      for (let k = 0; k < 12; k++) this.#moves[other][row + bars + k] += (side * size * REBOUND) / 12;
    }
  }
}
