import { BARS_PER_DAY } from '../spec.ts';

/**
 * Sums and products of the last 24 hours' returns of several symbols, so that a candidate for the next bar can be
 * judged before it is taken. The sums are computed afresh once a day and so cannot drift.
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

  get full(): boolean {
    return this.#rows >= BARS_PER_DAY;
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

  /** Volatility over 24 h in percent, with the oldest bar replaced by a candidate (or as it is, without one). */
  volatility(a: number, returns?: Float64Array): number {
    return 100 * Math.sqrt((this.#deviation(a, a, returns) * BARS_PER_DAY) / (BARS_PER_DAY - 1));
  }

  /** Pearson correlation of two symbols, likewise. */
  correlation(a: number, b: number, returns?: Float64Array): number {
    const scale = Math.sqrt(this.#deviation(a, a, returns) * this.#deviation(b, b, returns));
    return this.#deviation(a, b, returns) / scale;
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
    return product - (sumA * sumB) / BARS_PER_DAY;
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
