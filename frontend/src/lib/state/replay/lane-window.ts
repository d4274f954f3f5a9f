import type { DecodedFrame } from '@hindcast/engine/wire';

/** Rows a window keeps at most: some weeks of 5m bars, a few megabytes. */
export const WINDOW_ROWS = 20_000;

/**
 * The rows of one lane that the page holds: a contiguous piece [from, to) of the recording, never the whole.
 * Frames that touch it extend it; one that does not replaces it. Missing values are NaN.
 */
export class LaneWindow {
  readonly columns: readonly string[];
  readonly #limit: number;
  readonly #data = new Map<string, Float64Array>();
  /** Where row `from` stands in the arrays: there is room to grow on both sides. */
  #offset = 0;
  #capacity = 0;
  #from = 0;
  #to = 0;

  constructor(columns: readonly string[], limit = WINDOW_ROWS) {
    this.columns = columns;
    this.#limit = limit;
  }

  get from(): number {
    return this.#from;
  }
  get to(): number {
    return this.#to;
  }
  get rows(): number {
    return this.#to - this.#from;
  }

  covers(from: number, to: number): boolean {
    return this.rows > 0 && from >= this.#from && to <= this.#to;
  }

  has(column: string): boolean {
    return this.#data.has(column);
  }

  /** The value at a row; NaN when it is missing, not held or not known. */
  value(column: string, row: number): number {
    if (row < this.#from || row >= this.#to) return NaN;
    return this.#data.get(column)?.[this.#offset + row - this.#from] ?? NaN;
  }

  /** Rows [from, to) of a column without copying; valid until the next frame is taken. */
  view(column: string, from: number, to: number): Float64Array | undefined {
    const start = this.#offset + Math.max(from, this.#from) - this.#from;
    const end = this.#offset + Math.min(to, this.#to) - this.#from;
    return this.#data.get(column)?.subarray(start, Math.max(start, end));
  }

  /**
   * Takes a frame's rows over. Beyond the limit the rows farthest from the frame are dropped.
   * Returns false when the frame did not touch what was held, which it then replaced.
   */
  accept(frame: DecodedFrame): boolean {
    if (frame.rows === 0) return true;
    const touches = this.rows > 0 && frame.from <= this.#to && frame.to >= this.#from;
    if (!touches) this.#restart(frame.from, frame.rows);
    const before = Math.max(0, this.#from - frame.from);
    const after = Math.max(0, frame.to - this.#to);
    this.#reserve(before, after);
    this.#offset -= before;
    this.#from -= before;
    this.#to += after;
    this.#write(frame);
    this.#trim(after >= before);
    return touches;
  }

  clear(): void {
    this.#from = this.#to = 0;
    this.#offset = this.#capacity >> 1;
  }

  #restart(from: number, rows: number): void {
    this.#from = this.#to = from;
    this.#offset = Math.max(0, (this.#capacity - rows) >> 1);
  }

  #write(frame: DecodedFrame): void {
    const at = this.#offset + frame.from - this.#from;
    for (const column of this.columns) {
      const target = this.#data.get(column)!;
      const source = frame.column(column);
      if (source) target.set(source, at);
      else target.fill(NaN, at, at + frame.rows);
    }
  }

  #reserve(before: number, after: number): void {
    const rows = this.rows + before + after;
    if (this.#offset >= before && this.#offset + this.rows + after <= this.#capacity) return;
    // While bars stream through, what is held moves within the arrays: new ones would be megabytes every few seconds.
    const roomy = rows * 1.5 <= this.#capacity;
    const capacity = roomy ? this.#capacity : Math.max(2_048, rows * 2);
    const offset = ((capacity - rows) >> 1) + before;
    for (const column of this.columns) {
      if (roomy) {
        this.#data.get(column)?.copyWithin(offset, this.#offset, this.#offset + this.rows);
        continue;
      }
      const grown = new Float64Array(capacity).fill(NaN);
      const old = this.#data.get(column);
      if (old) grown.set(old.subarray(this.#offset, this.#offset + this.rows), offset);
      this.#data.set(column, grown);
    }
    this.#capacity = capacity;
    this.#offset = offset;
  }

  #trim(keepNewest: boolean): void {
    const surplus = this.rows - this.#limit;
    if (surplus <= 0) return;
    if (keepNewest) {
      this.#from += surplus;
      this.#offset += surplus;
    } else this.#to -= surplus;
  }
}
