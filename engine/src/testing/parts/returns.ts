import type { Random } from '../../numeric/random.ts';
import { loadingAt, separates, type BreakPlan } from '../plan/correlation.ts';
import { BARS_PER_DAY } from '../spec.ts';
import type { World } from '../world.ts';
import type { DayWindow } from './day-window.ts';
import type { VolatilityProcess } from './volatility.ts';

/** Draws for a bar until volatility and correlation of the last 24 h stay where the plan has them. */
const TRIES = 40;
/** How far the last day's correlation, and its volatility relative to the plan, may wander. */
const CORRELATION_BAND = 0.03;
const VOLATILITY_BAND = 0.1;

/**
 * Log returns: σ·(loading·f + √(1 − loading²)·e), with a factor f common to all symbols. f and e are normal with one
 * draw in sixteen 2.6 times as wide: fat tails.
 *
 * What is planted has to be exact, so the sample must not wander off by chance: a candidate bar that would move
 * the last day's volatility or a pair's correlation away from the plan, beyond a small band, is drawn again. No
 * bar is edited: what is accepted is a draw of the process.
 */
export class ReturnProcess {
  readonly #world: World;
  readonly #window: DayWindow;
  readonly #volatility: VolatilityProcess;
  readonly #breaks: readonly BreakPlan[];
  readonly #random: Random;
  readonly #factor: Float64Array;
  readonly #candidate: Float64Array;
  readonly #best: Float64Array;
  /** Σ σa·σb·ρab of the plan over the last 24 h. */
  readonly #planned: Float64Array;

  constructor(
    world: World,
    window: DayWindow,
    volatility: VolatilityProcess,
    breaks: readonly BreakPlan[],
    random: Random,
  ) {
    const symbols = world.spec.symbols.length;
    this.#world = world;
    this.#window = window;
    this.#volatility = volatility;
    this.#breaks = breaks;
    this.#random = random;
    this.#factor = new Float64Array(world.rows);
    this.#candidate = new Float64Array(symbols);
    this.#best = new Float64Array(symbols);
    this.#planned = new Float64Array(symbols * symbols);
  }

  /** Returns of the row, one per symbol, `shift` added. The array is reused by the next call. */
  step(row: number, shift: Float64Array): Float64Array {
    this.#advancePlan(row);
    let least = Infinity;
    for (let k = 0; k < TRIES && least > 0; k++) {
      const factor = this.#propose(row, shift);
      const cost = this.#window.full ? this.#cost() : 0;
      if (cost >= least) continue;
      least = cost;
      this.#best.set(this.#candidate);
      this.#factor[row] = factor;
    }
    return this.#best;
  }

  #propose(row: number, shift: Float64Array): number {
    const factor = heavy(this.#random);
    const broken = this.#breaks.find(({ from, to }) => row >= from && row < to);
    for (let s = 0; s < shift.length; s++) {
      const loading = loadingAt(this.#world.spec, s, row);
      const own = heavy(this.#random);
      const followed = broken?.symbols.includes(s) ? this.#delayed(row, broken.lag) : factor;
      const unit = loading * followed + Math.sqrt(1 - loading * loading) * own;
      this.#candidate[s] = this.#world.sigma[s][row] * unit + shift[s];
    }
    return factor;
  }

  #delayed(row: number, lag: number): number {
    return lag > 0 ? this.#factor[row - lag] : heavy(this.#random);
  }

  #correlationAt(row: number, a: number, b: number): number {
    const broken = this.#breaks.some((plan) => row >= plan.from && row < plan.to && separates(plan, a, b));
    return broken ? 0 : loadingAt(this.#world.spec, a, row) * loadingAt(this.#world.spec, b, row);
  }

  #advancePlan(row: number): void {
    const symbols = this.#candidate.length;
    const term = (at: number, a: number, b: number): number =>
      this.#volatility.planned(a, at) * this.#volatility.planned(b, at) * this.#correlationAt(at, a, b);
    for (let a = 0; a < symbols; a++) {
      for (let b = a + 1; b < symbols; b++) {
        this.#planned[a * symbols + b] += term(row, a, b);
        if (row >= BARS_PER_DAY) this.#planned[a * symbols + b] -= term(row - BARS_PER_DAY, a, b);
      }
    }
  }

  /** How much the candidate would move away from the plan, beyond the bands; 0 accepts it. */
  #cost(): number {
    const symbols = this.#candidate.length;
    let cost = 0;
    for (let a = 0; a < symbols; a++) {
      const plan = this.#volatility.plannedOverDay(a);
      cost +=
        away(
          this.#window.volatility(a, this.#candidate),
          this.#window.volatility(a),
          plan,
          plan * VOLATILITY_BAND,
        ) / plan;
      for (let b = a + 1; b < symbols; b++) {
        const scale = BARS_PER_DAY * plan * this.#volatility.plannedOverDay(b);
        const target = this.#planned[a * symbols + b] / scale;
        const then = this.#window.correlation(a, b, this.#candidate);
        cost += away(then, this.#window.correlation(a, b), target, CORRELATION_BAND);
      }
    }
    return cost;
  }
}

/** Distance from the target beyond the band, where it is larger than before; else 0. */
function away(then: number, now: number, target: number, band: number): number {
  const distance = Math.abs(then - target);
  return distance > band && distance > Math.abs(now - target) ? distance - band : 0;
}

const heavy = (random: Random): number => random.normal() * (random.next() < 0.0625 ? 2.2 : 0.85);
