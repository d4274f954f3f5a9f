import { BARS_PER_DAY } from '../spec.ts';

/** Bars before a window says anything. */
const LEAST = 24;

/**
 * Products of the returns of several symbols, summed over the last 24 hours or since the phase began, so that a candidate
 * for the next bar can be judged before it is taken. The sums are computed afresh once a day and so cannot drift.
 *
 * The mean is not taken off: judged by deviations from it, a steady drift would count as calm, and a sample that has to calm
 * down would be steered into one.
 */
export class DayWindow {
  readonly #symbols: number;
  /** Ring of returns, symbol by symbol. */
  readonly #ring: Float64Array[];
  readonly #products: Float64Array;
  #rows = 0;

  constructor(symbols: number) {
    this.#symbols = symbols;
    this.#ring = Array.from({ length: symbols }, () => new Float64Array(BARS_PER_DAY));
    this.#products = new Float64Array(symbols * symbols);
  }

  /** Bars in the window, at most a day's. */
  get bars(): number {
    return Math.min(this.#rows, BARS_PER_DAY);
  }

  get speaks(): boolean {
    return this.#rows >= LEAST;
  }

  /** Forgets everything: a new phase is judged by its own bars. */
  restart(): void {
    this.#rows = 0;
    for (const ring of this.#ring) ring.fill(0);
    this.#products.fill(0);
  }

  push(returns: Float64Array): void {
    const at = this.#rows % BARS_PER_DAY;
    for (let a = 0; a < this.#symbols; a++) {
      for (let b = 0; b < this.#symbols; b++) {
        this.#products[a * this.#symbols + b] +=
          returns[a] * returns[b] - this.#ring[a][at] * this.#ring[b][at];
      }
    }
    for (let a = 0; a < this.#symbols; a++) this.#ring[a][at] = returns[a];
    this.#rows++;
    if (at === BARS_PER_DAY - 1) this.#renew();
  }

  /** Volatility in percent per day, with a candidate taken in (or as it is, without one). */
  volatility(a: number, returns?: Float64Array): number {
    return 100 * Math.sqrt((this.#product(a, a, returns) / this.#count(returns)) * BARS_PER_DAY);
  }

  /** Correlation of two symbols (about 0, not their means), likewise. */
  correlation(a: number, b: number, returns?: Float64Array): number {
    const scale = Math.sqrt(this.#product(a, a, returns) * this.#product(b, b, returns));
    return this.#product(a, b, returns) / scale;
  }

  #count(returns?: Float64Array): number {
    return Math.min(this.#rows + (returns ? 1 : 0), BARS_PER_DAY);
  }

  #product(a: number, b: number, returns?: Float64Array): number {
    const product = this.#products[a * this.#symbols + b];
    if (!returns) return product;
    const at = this.#rows % BARS_PER_DAY;
    return product + returns[a] * returns[b] - this.#ring[a][at] * this.#ring[b][at];
  }

  #renew(): void {
    for (let a = 0; a < this.#symbols; a++) {
      for (let b = 0; b < this.#symbols; b++) {
        const other = this.#ring[b];
        this.#products[a * this.#symbols + b] = this.#ring[a].reduce((sum, x, i) => sum + x * other[i], 0);
      }
    }
  }
}
