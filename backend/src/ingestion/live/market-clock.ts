import { performance } from 'node:perf_hooks';
import type { UtcMs } from '@hindcast/engine';

/**
 * The time of the market that is listened to. A venue's market runs by this machine's clock; a recorded one has a time of
 * its own that may go faster.
 */
export interface MarketClock {
  /** Milliseconds of the market's time per millisecond here. */
  readonly speed: number;
  /** UTC ms; never goes back. */
  now(): UtcMs;
}

/** This machine's clock, which never goes back. */
export class WallClock implements MarketClock {
  readonly speed = 1;
  #last = 0;

  now(): UtcMs {
    return (this.#last = Math.max(this.#last, Date.now()));
  }
}

/** The clock of a recorded market: set once by what its venue said, and running at its speed from there. */
export class RecordedClock implements MarketClock {
  readonly speed: number;
  #anchor: UtcMs;
  #anchoredAt: number;
  #last = 0;

  constructor(speed: number, time: UtcMs) {
    this.speed = speed;
    this.#anchor = time;
    this.#anchoredAt = performance.now();
  }

  now(): UtcMs {
    const passed = (performance.now() - this.#anchoredAt) * this.speed;
    return (this.#last = Math.max(this.#last, Math.floor(this.#anchor + passed)));
  }

  /** The venue said what time it is: a small difference is the way there and back, a large one is a jump. */
  set(time: UtcMs): void {
    this.#anchor = time;
    this.#anchoredAt = performance.now();
  }
}
