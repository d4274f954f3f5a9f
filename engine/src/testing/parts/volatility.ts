import { exp } from '../../numeric/exp.ts';
import type { Random } from '../../numeric/random.ts';
import { loadingAt, separates, type BreakPlan } from '../plan/correlation.ts';
import { plannedVolatility } from '../plan/phases.ts';
import { BARS_PER_DAY } from '../spec.ts';
import { clamp, type World } from '../world.ts';
import type { DayWindow } from './day-window.ts';
import { season } from './season.ts';

/** Log-volatility has a slow part (half-life 6 hours) and a fast one (half-life 15 minutes). */
const SLOW = { keep: 0.9904, deviation: 0.22 };
const FAST = { keep: 0.794, deviation: 0.36 };

/**
 * Standard deviation of the next bar's return: the phase's volatility × season × clusters × a correction that
 * brings the last day's volatility back to the plan where it has wandered off. Beside it, what the plan says of the bars
 * that the {@link DayWindow} holds: a new phase restarts both.
 */
export class VolatilityProcess {
  readonly #world: World;
  readonly #random: Random;
  readonly #window: DayWindow;
  readonly #breaks: readonly BreakPlan[];
  readonly #plan: Float64Array[];
  /** Σ σa·σb·ρab of the plan, season included, over the window; the diagonal has ρ = 1. */
  readonly #products: Float64Array;
  /** First row of the phase. */
  #since = 0;
  #bars = 0;
  #slow = 0;
  #fast = 0;

  constructor(world: World, window: DayWindow, breaks: readonly BreakPlan[], random: Random) {
    this.#world = world;
    this.#random = random;
    this.#window = window;
    this.#breaks = breaks;
    this.#plan = plannedVolatility(world.spec, world.rows);
    this.#products = new Float64Array(this.#plan.length * this.#plan.length);
  }

  /** The phase's volatility at a row, percent per day. */
  planned(s: number, row: number): number {
    return this.#plan[s][row];
  }

  /** Planned volatility of the bars in the window, percent per day. */
  plannedOverWindow(s: number): number {
    return Math.sqrt(this.#products[s * this.#plan.length + s] / this.#bars);
  }

  /** Planned correlation of the bars in the window. */
  plannedCorrelation(a: number, b: number): number {
    return (
      this.#products[a * this.#plan.length + b] /
      (this.#bars * this.plannedOverWindow(a) * this.plannedOverWindow(b))
    );
  }

  step(row: number): void {
    this.#slow = SLOW.keep * this.#slow + innovation(SLOW) * this.#random.normal();
    this.#fast = FAST.keep * this.#fast + innovation(FAST) * this.#random.normal();
    // E[x²] = 1 for x = e^(slow + fast − their variances).
    const cluster = exp(
      this.#slow + this.#fast - SLOW.deviation * SLOW.deviation - FAST.deviation * FAST.deviation,
    );
    this.#advancePlan(row);
    for (let s = 0; s < this.#plan.length; s++) {
      const daily = this.#plan[s][row] * this.#season(row) * cluster * this.#correction(s);
      this.#world.sigma[s][row] = daily / 100 / ROOT_OF_BARS;
    }
  }

  #advancePlan(row: number): void {
    if (row > 0 && this.#plan.some((plan) => plan[row] !== plan[row - 1])) {
      this.#window.restart();
      this.#products.fill(0);
      this.#since = row;
      this.#bars = 0;
    }
    this.#add(row, 1);
    if (row - BARS_PER_DAY >= this.#since) this.#add(row - BARS_PER_DAY, -1);
    else this.#bars++;
  }

  #add(row: number, sign: 1 | -1): void {
    const symbols = this.#plan.length;
    const square = this.#season(row) * this.#season(row);
    for (let a = 0; a < symbols; a++) {
      for (let b = 0; b < symbols; b++) {
        const r = a === b ? 1 : this.#correlationAt(row, a, b);
        this.#products[a * symbols + b] += sign * this.#plan[a][row] * this.#plan[b][row] * square * r;
      }
    }
  }

  #correlationAt(row: number, a: number, b: number): number {
    const broken = this.#breaks.some((plan) => row >= plan.from && row < plan.to && separates(plan, a, b));
    return broken ? 0 : loadingAt(this.#world.spec, a, row) * loadingAt(this.#world.spec, b, row);
  }

  #season(row: number): number {
    return season(Math.round((this.#world.openTime[row] - FIRST_MONDAY) / 300_000));
  }

  #correction(s: number): number {
    if (!this.#window.speaks) return 1;
    return clamp(this.plannedOverWindow(s) / this.#window.volatility(s), 0.75, 1.3);
  }
}

const innovation = ({ keep, deviation }: typeof SLOW): number => deviation * Math.sqrt(1 - keep * keep);
const ROOT_OF_BARS = Math.sqrt(BARS_PER_DAY);
/** 1970-01-05, UTC ms. */
const FIRST_MONDAY = 345_600_000;
