import type { CloseSeries, PairLeg } from '../close-series.ts';

const SECOND = 1_000;

/** What a trade is to a series of closes. */
export interface Tick {
  readonly time: number;
  readonly price: number;
}

/**
 * The last price of every second in which a leg traded, oldest first, at most so many seconds. Trades may come late or out of order: the close
 * of a second is its last trade by time, and of two at one time the one that came later. A second without a trade is not there: a price
 * that is repeated would make a spread revert that never traded.
 */
export class SecondCloses {
  readonly #most: number;
  readonly #seconds: number[] = [];
  readonly #last: Tick[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  take(tick: Tick): void {
    const second = Math.floor(tick.time / SECOND) * SECOND;
    let at = this.#seconds.length;
    while (at > 0 && this.#seconds[at - 1] > second) at--;
    if (at > 0 && this.#seconds[at - 1] === second) {
      if (tick.time >= this.#last[at - 1].time) this.#last[at - 1] = tick;
      return;
    }
    this.#seconds.splice(at, 0, second);
    this.#last.splice(at, 0, tick);
    // In one go now and then: taking the first of an array away costs as much as moving all others.
    const many = this.#seconds.length - this.#most;
    if (many < this.#most / 8) return;
    this.#seconds.splice(0, many);
    this.#last.splice(0, many);
  }

  /** Seconds that are over at `now`, UTC ms. */
  closedBy(now: number, leg: PairLeg): CloseSeries {
    let rows = this.#seconds.length;
    while (rows > 0 && this.#seconds[rows - 1] + SECOND > now) rows--;
    return {
      leg,
      timeframe: '1s',
      timeframeMs: SECOND,
      grid: false,
      times: Float64Array.from(this.#seconds.slice(0, rows)),
      close: Float64Array.from(this.#last.slice(0, rows), ({ price }) => price),
    };
  }
}
