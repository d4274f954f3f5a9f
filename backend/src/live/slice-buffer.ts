import { BAR_FIELDS, type BarInput, type UtcMs } from '@hindcast/engine';

/** A bar's fields behind its open time, which is NaN where there is no bar. */
const PLACES = BAR_FIELDS.length + 1;

/** Bars of all lanes in [from, to) as numbers side by side: as objects they would take ten times the memory. */
export class SliceBuffer {
  readonly #lanes: number;
  readonly #from: UtcMs;
  readonly #ms: number;
  readonly #records: Float64Array;

  constructor(lanes: number, { from, to, ms }: { from: UtcMs; to: UtcMs; ms: number }) {
    this.#lanes = lanes;
    this.#from = from;
    this.#ms = ms;
    this.#records = new Float64Array(Math.max(0, (to - from) / ms) * lanes * PLACES).fill(NaN);
  }

  /** Keeps a bar of a lane; false where it opens before what is kept here. */
  put(lane: number, bar: BarInput): boolean {
    if (bar.openTime < this.#from) return false;
    const at = this.#place((bar.openTime - this.#from) / this.#ms, lane);
    this.#records[at] = bar.openTime;
    BAR_FIELDS.forEach((field, k) => (this.#records[at + 1 + k] = bar[field] ?? NaN));
    return true;
  }

  /** The slices in the order of time, with undefined for a lane that has no bar. */
  *slices(): Generator<{ openTime: UtcMs; bars: (BarInput | undefined)[] }> {
    const rows = this.#records.length / (this.#lanes * PLACES);
    for (let row = 0; row < rows; row++) {
      const bars = Array.from({ length: this.#lanes }, (_, lane) => this.#bar(this.#place(row, lane)));
      yield { openTime: this.#from + row * this.#ms, bars };
    }
  }

  #place(row: number, lane: number): number {
    return (row * this.#lanes + lane) * PLACES;
  }

  #bar(at: number): BarInput | undefined {
    const openTime = this.#records[at];
    if (Number.isNaN(openTime)) return undefined;
    const bar: BarInput = { openTime };
    BAR_FIELDS.forEach((field, k) => (bar[field] = this.#records[at + 1 + k]));
    return bar;
  }
}
