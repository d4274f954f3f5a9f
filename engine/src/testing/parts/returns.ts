import type { Random } from '../../numeric/random.ts';
import { loadingAt, type BreakPlan } from '../plan/correlation.ts';
import { BARS_PER_DAY } from '../spec.ts';
import type { World } from '../world.ts';
import type { DayWindow } from './day-window.ts';
import type { VolatilityProcess } from './volatility.ts';

/** Draws for a bar until volatility and correlation of the last 24 h stay where the plan has them. */
const TRIES = 40;
/** How far a day's correlation, and its volatility relative to the plan, may wander; wider while there are fewer bars. */
const CORRELATION_BAND = 0.03;
const VOLATILITY_BAND = 0.1;

/**
 * Log returns: σ·(loading·f + √(1 − loading²)·e), with a factor f common to all symbols. f and e are normal with one
 * draw in twenty three times as wide: fat tails.
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
  }

  /** Returns of the row, one per symbol, `shift` added. The array is reused by the next call. */
  step(row: number, shift: Float64Array): Float64Array {
    let least = Infinity;
    for (let k = 0; k < TRIES && least > 0; k++) {
      const factor = this.#propose(row, shift);
      const cost = this.#window.speaks ? this.#cost() : 0;
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

  /** How much the candidate would move away from the plan, beyond the bands; 0 accepts it. */
  #cost(): number {
    const symbols = this.#candidate.length;
    const few = Math.sqrt(BARS_PER_DAY / this.#window.bars);
    const band = CORRELATION_BAND * Math.min(1.4, few);
    let cost = 0;
    for (let a = 0; a < symbols; a++) {
      cost += this.#volatilityCost(a, VOLATILITY_BAND * few);
      for (let b = a + 1; b < symbols; b++) {
        const then = this.#window.correlation(a, b, this.#candidate);
        const target = this.#volatility.plannedCorrelation(a, b);
        cost += away(then, this.#window.correlation(a, b), target, band);
      }
    }
    return cost;
  }

  #volatilityCost(a: number, band: number): number {
    const plan = this.#volatility.plannedOverWindow(a);
    const then = this.#window.volatility(a, this.#candidate) / plan;
    return away(then, this.#window.volatility(a) / plan, 1, band);
  }
}

/** Distance from the target beyond the band, where it is larger than before; else 0. */
function away(then: number, now: number, target: number, band: number): number {
  const distance = Math.abs(then - target);
  return distance > band && distance > Math.abs(now - target) ? distance - band : 0;
}

const heavy = (random: Random): number => random.normal() * (random.next() < 0.05 ? 2.5 : 0.85);
