import type { ISeriesApi, UTCTimestamp } from 'lightweight-charts';

/** Points that are set at once behind the one that is wanted: so many steps back find theirs. */
const STEPS = 64;

/**
 * The point of a series that draws nothing: it tells the chart library where the last bar is, and that there is a scale.
 * Appending a point and taking it back is cheap; setting them is not, so that those that were passed stay.
 */
export class Anchor {
  readonly series: ISeriesApi<'Line'>;
  readonly #time: (row: number) => UTCTimestamp;
  readonly #rows: number[] = [];

  constructor(series: ISeriesApi<'Line'>, time: (row: number) => UTCTimestamp) {
    this.series = series;
    this.#time = time;
  }

  get row(): number {
    return this.#rows.at(-1) ?? -1;
  }

  /** Takes all its points away, one by one: setting none makes the library go through every time there is. */
  lift(): void {
    if (this.#rows.length > 0) this.series.pop(this.#rows.length);
    this.#rows.length = 0;
  }

  /** Begins anew, where times begin at `from`. */
  drop(row: number, from: number): void {
    this.#rows.length = 0;
    for (let at = Math.max(Math.min(row, from), row - STEPS); at <= row; at++) this.#rows.push(at);
    this.series.setData(this.#rows.map((at) => ({ time: this.#time(at), value: 1 })));
  }

  /** Moves to a row of the times that are known; the chart is drawn anew also where it stands there already. */
  moveTo(row: number): void {
    let passed = 0;
    while (this.row > row) {
      this.#rows.pop();
      passed++;
    }
    if (passed > 0) this.series.pop(passed);
    if (passed > 0 && this.row === row) return;
    if (this.row !== row) this.#rows.push(row);
    this.series.update({ time: this.#time(row), value: 1 });
  }
}
