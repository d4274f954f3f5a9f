import type { Lane } from '@hindcast/engine';
import { performance } from 'node:perf_hooks';

/** About sixty updates a second. */
const TICK_MS = 1000 / 60;
const LONGEST_WAIT_MS = 500;
/** After a hiccup the film does not race to catch up with more than this. */
const MAX_BATCH = 2_048;

/** Where playing shall stop by itself. */
export interface PlayUntil {
  /** The first of rows [from, to) at which to stop, or -1. */
  firstRow(lanes: readonly Lane[], from: number, to: number): number;
}

/** Stops at the first bar at which any lane has a signal of at least this tier. */
export function untilSignal(minTier: number): PlayUntil {
  return {
    firstRow: (lanes, from, to) => {
      const rows = lanes.map((lane) => rowWithTier(lane, minTier, from, to, 1)).filter((row) => row >= 0);
      return rows.length > 0 ? Math.min(...rows) : -1;
    },
  };
}

/** Stops at a row. */
export function untilRow(row: number): PlayUntil {
  return { firstRow: (_lanes, from, to) => (row >= from && row < to ? row : -1) };
}

/** Stops where the first of several would. */
export function untilAny(all: readonly PlayUntil[]): PlayUntil | null {
  if (all.length === 0) return null;
  return {
    firstRow: (lanes, from, to) => {
      const rows = all.map((until) => until.firstRow(lanes, from, to)).filter((row) => row >= 0);
      return rows.length > 0 ? Math.min(...rows) : -1;
    },
  };
}

/** The first (or last) of rows [from, to) of a lane with a signal of at least a tier; -1 when there is none. */
export function rowWithTier(
  lane: Lane,
  minTier: number,
  from: number,
  to: number,
  direction: 1 | -1,
): number {
  const tiers = lane.column('tiers').data;
  const least = 1 << (minTier - 1);
  if (direction > 0) {
    for (let i = from; i < to; i++) if (tiers[i] >= least) return i;
  } else {
    for (let i = to - 1; i >= from; i--) if (tiers[i] >= least) return i;
  }
  return -1;
}

export interface Film {
  /** Whether the film can go on now; while it cannot, time stands still. */
  canAdvance(): boolean;
  /** Goes on by some bars; false when that was the last of it. */
  advance(rows: number, until: PlayUntil | null): boolean;
}

/**
 * The clock of a session. Bars that have become due since the last tick go out together, so that any speed costs at most
 * sixty updates a second, and none is skipped.
 */
export class Player {
  readonly #film: Film;
  #timer: NodeJS.Timeout | null = null;
  #speed = 1;
  #until: PlayUntil | null = null;
  /** Bars shown since `#since`. */
  #shown = 0;
  #since = 0;

  constructor(film: Film) {
    this.#film = film;
  }

  get playing(): boolean {
    return this.#timer !== null;
  }
  /** Bars per second. */
  get speed(): number {
    return this.#speed;
  }

  start(speed: number, until: PlayUntil | null): void {
    this.#speed = speed;
    this.#until = until;
    this.restart();
    if (this.#timer === null) this.#wait();
  }

  /** Counts the time from now on: after a seek, a pause of the viewer, a change of speed. */
  restart(): void {
    this.#since = performance.now();
    this.#shown = 0;
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    const nextDue = this.#since + ((this.#shown + 1) * 1000) / this.#speed;
    const wait = Math.min(LONGEST_WAIT_MS, Math.max(TICK_MS, nextDue - performance.now()));
    this.#timer = setTimeout(() => this.#tick(), wait);
  }

  #tick(): void {
    if (!this.#film.canAdvance()) {
      this.restart();
      return this.#wait();
    }
    const elapsed = performance.now() - this.#since;
    const due = Math.floor((elapsed * this.#speed) / 1000) - this.#shown;
    const rows = Math.min(due, MAX_BATCH);
    if (rows < due) this.restart();
    else this.#shown = this.#shown + rows;
    if (rows > 0 && !this.#film.advance(rows, this.#until)) return;
    // The film may have been stopped by what it showed.
    if (this.#timer !== null) this.#wait();
  }
}
