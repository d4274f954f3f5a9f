import type { ReplayOpened } from '@hindcast/engine/wire';

/** The grid of a recording: which row stands at which time. Times are UTC ms. */
export class Recording {
  readonly rows: number;
  readonly #start: number;
  readonly #step: number;

  constructor(opened: Pick<ReplayOpened, 'rows' | 'start' | 'timeframeMs'>) {
    this.rows = opened.rows;
    this.#start = opened.start;
    this.#step = opened.timeframeMs;
  }

  openTime(row: number): number {
    return this.#start + row * this.#step;
  }

  /** When a row became known: its close. This is the replay's clock. */
  closeTime(row: number): number {
    return this.openTime(row + 1);
  }

  /** The last row that had closed by a time; -1 when none had. */
  lastClosed(time: number): number {
    return Math.max(-1, Math.floor((time - this.#start) / this.#step) - 1);
  }

  /** The row that was open at a time; negative before the first. */
  lastOpened(time: number): number {
    return Math.floor((time - this.#start) / this.#step);
  }

  /** The last row that had closed by a time, bounded to the recording. */
  rowAt(time: number): number {
    return this.clamp(this.lastClosed(time));
  }

  clamp(row: number): number {
    return Math.max(0, Math.min(this.rows - 1, Math.round(row)));
  }
}
