import { exp } from '../../numeric/exp.ts';
import type { Random } from '../../numeric/random.ts';
import { plannedVolatility } from '../plan/phases.ts';
import { BARS_PER_DAY } from '../spec.ts';
import { clamp, type World } from '../world.ts';
import type { DayWindow } from './day-window.ts';
import { season } from './season.ts';

/** Log-volatility has a slow part (half-life 6 hours) and a fast one (half-life 15 minutes). */
const SLOW = { keep: 0.9904, deviation: 0.22 };
const FAST = { keep: 0.794, deviation: 0.3 };

/**
 * Standard deviation of the next bar's return: the phase's volatility × season × clusters × a correction that
 * brings the last day's volatility back to the plan where it has wandered off.
 */
export class VolatilityProcess {
  readonly #world: World;
  readonly #random: Random;
  readonly #window: DayWindow;
  readonly #plan: Float64Array[];
  /** Mean of the squared plan over the last 24 h. */
  readonly #square: Float64Array;
  #slow = 0;
  #fast = 0;

  constructor(world: World, window: DayWindow, random: Random) {
    this.#world = world;
    this.#random = random;
    this.#window = window;
    this.#plan = plannedVolatility(world.spec, world.rows);
    this.#square = Float64Array.from(this.#plan, (plan) => plan[0] * plan[0]);
  }

  /** The plan at a row, percent per day. */
  planned(s: number, row: number): number {
    return this.#plan[s][row];
  }

  /** The plan over the 24 hours up to the current row, percent. */
  plannedOverDay(s: number): number {
    return Math.sqrt(this.#square[s]);
  }

  step(row: number): void {
    const { slow, fast } = this.#clusters();
    // E[x²] = 1 for x = e^(slow + fast − variance).
    const cluster = exp(slow + fast - SLOW.deviation * SLOW.deviation - FAST.deviation * FAST.deviation);
    const start = Math.round((this.#world.openTime[row] - FIRST_MONDAY) / 300_000);
    for (let s = 0; s < this.#plan.length; s++) {
      const plan = this.#plan[s];
      if (row >= BARS_PER_DAY) {
        const old = plan[row - BARS_PER_DAY];
        this.#square[s] += (plan[row] * plan[row] - old * old) / BARS_PER_DAY;
      }
      const daily = plan[row] * cluster * season(start) * this.#correction(s);
      this.#world.sigma[s][row] = daily / 100 / ROOT_OF_BARS;
    }
  }

  #clusters(): { slow: number; fast: number } {
    this.#slow = SLOW.keep * this.#slow + innovation(SLOW) * this.#random.normal();
    this.#fast = FAST.keep * this.#fast + innovation(FAST) * this.#random.normal();
    return { slow: this.#slow, fast: this.#fast };
  }

  #correction(s: number): number {
    if (!this.#window.full) return 1;
    return clamp(this.plannedOverDay(s) / this.#window.volatility(s), 0.75, 1.3);
  }
}

const innovation = ({ keep, deviation }: typeof SLOW): number => deviation * Math.sqrt(1 - keep * keep);
const ROOT_OF_BARS = Math.sqrt(BARS_PER_DAY);
/** 1970-01-05, UTC ms. */
const FIRST_MONDAY = 345_600_000;
