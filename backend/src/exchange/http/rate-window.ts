import { performance } from 'node:perf_hooks';

/** Counts what was used in fixed windows of real time, as venues do. */
export class RateWindow {
  readonly limit: number;
  readonly #length: number;
  readonly #real: () => number;
  #begin = -Infinity;
  #used = 0;

  constructor(limit: number, lengthMs: number, real: () => number = () => performance.now()) {
    this.limit = limit;
    this.#length = lengthMs;
    this.#real = real;
  }

  /** Uses some of the limit, and says how much of it is used now. */
  use(weight: number): number {
    const now = this.#real();
    if (now - this.#begin >= this.#length) {
      this.#begin = now;
      this.#used = 0;
    }
    this.#used += weight;
    return this.#used;
  }

  get exceeded(): boolean {
    return this.#used > this.limit;
  }

  /** Real seconds until the window ends, at least one. */
  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.#begin + this.#length - this.#real()) / 1000));
  }
}
