import type { LiveHistory } from '@hindcast/engine/wire';
import { numbersOf, type Board } from './board.ts';

export const SPARK_BARS = 48;

/** The closes of the last bars of every lane: the lines of the list. Each step is a new array, so that what was drawn stays. */
export class Sparks {
  readonly row: number;
  readonly #lanes: readonly Float64Array[];

  private constructor(row: number, lanes: readonly Float64Array[]) {
    this.row = row;
    this.#lanes = lanes;
  }

  static from({ row, bars, data }: LiveHistory): Sparks {
    const all = numbersOf(data);
    const lanes = Array.from({ length: bars > 0 ? all.length / bars : 0 }, (_, k) =>
      all.subarray(k * bars, (k + 1) * bars),
    );
    return new Sparks(row, lanes);
  }

  of(lane: number): Float64Array | undefined {
    return this.#lanes[lane];
  }

  /** With the board's closes appended; null where there are rows between that are not held. */
  after(board: Board): Sparks | null {
    if (board.row === this.row) return this;
    if (board.row !== this.row + 1 || board.lanes.length !== this.#lanes.length) return null;
    const lanes = this.#lanes.map((closes, lane) => {
      const next = new Float64Array(Math.min(SPARK_BARS, closes.length + 1));
      next.set(closes.subarray(closes.length + 1 - next.length));
      next[next.length - 1] = board.at(lane, 'close');
      return next;
    });
    return new Sparks(board.row, lanes);
  }
}
