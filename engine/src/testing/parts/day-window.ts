import { BARS_PER_DAY } from '../spec.ts';

/** Bars before a window says anything. */
const LEAST = 24;

/**
 * Sums and products of the returns of several symbols over the last 24 hours, or since the phase began, so that a candidate
 * for the next bar can be judged before it is taken. The sums are computed afresh once a day and so cannot drift.
 */
export class DayWindow {
  readonly #symbols: number;
  /** Ring of returns, symbol by symbol. */
  readonly #ring: Float64Array[];
  readonly #sum: Float64Array;
  readonly #product: Float64Array;
  #rows = 0;

  constructor(symbols: number) {
    this.#symbols = symbols;
    this.#ring = Array.from({ length: symbols }, () => new Float64Array(BARS_PER_DAY));
    this.#sum = new Float64Array(symbols);
    this.#product = new Float64Array(symbols * symbols);
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
    this.#sum.fill(0);
    this.#product.fill(0);
  }

  push(returns: Float64Array): void {
    const at = this.#rows % BARS_PER_DAY;
    for (let a = 0; a < this.#symbols; a++) {
      this.#sum[a] += returns[a] - this.#ring[a][at];
      for (let b = 0; b < this.#symbols; b++) {
        this.#product[a * this.#symbols + b] +=
          returns[a] * returns[b] - this.#ring[a][at] * this.#ring[b][at];
      }
    }
    for (let a = 0; a < this.#symbols; a++) this.#ring[a][at] = returns[a];
    this.#rows++;
    if (at === BARS_PER_DAY - 1) this.#renew();
  }

  /** Volatility in percent per day, with a candidate taken in (or as it is, without one). */
  volatility(a: number, returns?: Float64Array): number {
    return 100 * Math.sqrt((this.#deviation(a, a, returns) / this.#count(returns)) * BARS_PER_DAY);
  }

  /** Pearson correlation of two symbols, likewise. */
  correlation(a: number, b: number, returns?: Float64Array): number {
    const scale = Math.sqrt(this.#deviation(a, a, returns) * this.#deviation(b, b, returns));
    return this.#deviation(a, b, returns) / scale;
  }

  #count(returns?: Float64Array): number {
    return Math.min(this.#rows + (returns ? 1 : 0), BARS_PER_DAY);
  }

  #deviation(a: number, b: number, returns?: Float64Array): number {
    let product = this.#product[a * this.#symbols + b];
    let sumA = this.#sum[a];
    let sumB = this.#sum[b];
    if (returns) {
      const at = this.#rows % BARS_PER_DAY;
      const oldA = this.#ring[a][at];
      const oldB = this.#ring[b][at];
      product += returns[a] * returns[b] - oldA * oldB;
      sumA += returns[a] - oldA;
      sumB += returns[b] - oldB;
    }
    return product - (sumA * sumB) / this.#count(returns);
  }

  #renew(): void {
    for (let a = 0; a < this.#symbols; a++) {
      this.#sum[a] = this.#ring[a].reduce((sum, x) => sum + x, 0);
      for (let b = 0; b < this.#symbols; b++) {
        const other = this.#ring[b];
        this.#product[a * this.#symbols + b] = this.#ring[a].reduce((sum, x, i) => sum + x * other[i], 0);
      }
    }
  }
}
