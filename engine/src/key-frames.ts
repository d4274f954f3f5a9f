import { lastAtOrBefore } from './tape/tape.ts';
import type { Market } from './market.ts';

/** What key frames can be kept of: a market, or a market with a simulation on top. */
export type Stateful = Pick<Market, 'cursor' | 'advance' | 'stateSize' | 'saveState' | 'loadState'>;

/**
 * Key frames of a run: the state after every so many rows, so that the exact state at any row is a bisection, a
 * copy, and a short step forward. The columns themselves are kept by the run; a frame is the few hundred numbers
 * that the kernels carry from row to row.
 */
export class KeyFrames {
  readonly #run: Stateful;
  readonly #every: number;
  readonly #size: number;
  #rows = new Float64Array(64);
  #states: Float64Array;
  #count = 0;

  constructor(run: Stateful, every = 256) {
    this.#run = run;
    this.#every = every;
    this.#size = run.stateSize;
    this.#states = new Float64Array(64 * this.#size);
    this.#keep();
  }

  /** Frames kept so far. */
  get count(): number {
    return this.#count;
  }

  /** Bytes that the frames occupy. */
  get bytes(): number {
    return this.#states.byteLength + this.#rows.byteLength;
  }

  /** Computes rows up to `to`, keeping frames on the way. */
  advance(to: number): void {
    while (this.#run.cursor < to) {
      const next = (Math.floor(this.#run.cursor / this.#every) + 1) * this.#every;
      this.#run.advance(Math.min(to, next));
      if (this.#run.cursor > this.#rows[this.#count - 1] && this.#run.cursor % this.#every === 0)
        this.#keep();
    }
  }

  /**
   * Puts the run into the state after `row` rows, bit for bit as if it had been played up to there.
   * Afterwards its cursor is `row`.
   */
  seek(row: number): void {
    const frame = Math.max(0, lastAtOrBefore(this.#rows, this.#count, row));
    this.#run.loadState(this.#states, frame * this.#size, this.#rows[frame]);
    this.advance(row);
  }

  #keep(): void {
    if (this.#count === this.#rows.length) this.#grow();
    this.#rows[this.#count] = this.#run.cursor;
    this.#run.saveState(this.#states, this.#count * this.#size);
    this.#count++;
  }

  #grow(): void {
    const rows = new Float64Array(2 * this.#rows.length);
    rows.set(this.#rows);
    this.#rows = rows;
    const states = new Float64Array(rows.length * this.#size);
    states.set(this.#states);
    this.#states = states;
  }
}
