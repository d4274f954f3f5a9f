import { alignOpen, DAY, timeframeMs, type UtcMs } from '@hindcast/engine';
import type { Environment } from '../config/environment.ts';
import { bytesPerRow } from './live-market.ts';

/** Room for live rows beside those of the warm start, as a share of them, and at least so many. */
const GROWTH = 0.25;
const LEAST_GROWTH = 512;
const LEAST_ROWS = 64;

/** How far back a live market of so many lanes begins, and how many rows it has room for: as much as its memory allows. */
export class Extent {
  readonly #environment: Pick<Environment, 'timeframes' | 'historyDays' | 'liveMemoryMb'>;
  readonly #ms: number;
  /** Rows of the base timeframe that the memory for columns holds. */
  readonly #affordable: number;

  constructor(environment: Pick<Environment, 'timeframes' | 'historyDays' | 'liveMemoryMb'>, lanes: number) {
    const { timeframes, liveMemoryMb } = environment;
    this.#environment = environment;
    this.#ms = timeframeMs(timeframes[0]);
    this.#affordable = Math.max(2 * LEAST_ROWS, (liveMemoryMb * 1e6) / bytesPerRow(lanes, timeframes));
  }

  /**
   * Where a market that goes on at `firstLive` begins: as far back as memory allows with room to grow; at the start of a UTC
   * day where a whole day is left, so that what counts from midnight is right from the first row.
   */
  firstOpen(firstLive: UtcMs): UtcMs {
    const { historyDays, timeframes } = this.#environment;
    const rows = Math.min((historyDays * DAY) / this.#ms, this.#affordable * (1 - GROWTH));
    const earliest = firstLive - Math.max(LEAST_ROWS, Math.floor(rows)) * this.#ms;
    const day = Math.ceil(earliest / DAY) * DAY;
    return firstLive - day >= DAY ? day : alignOpen(earliest, timeframes.at(-1)!);
  }

  /** Rows that there is room for, those of the warm start among them. */
  capacity(firstOpen: UtcMs, firstLive: UtcMs): number {
    const warm = (firstLive - firstOpen) / this.#ms;
    const wished = Math.max(LEAST_GROWTH, GROWTH * warm);
    return Math.ceil(warm + Math.max(LEAST_ROWS, Math.min(wished, this.#affordable - warm)));
  }
}
