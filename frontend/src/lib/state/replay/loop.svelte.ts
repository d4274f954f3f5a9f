export interface RowRange {
  from: number;
  /** The last row, included. */
  to: number;
}

/** A stretch of the recording that was marked: to be looped, or to be looked at. */
export class Loop {
  readonly #onChange: () => void;
  #range = $state.raw<RowRange | null>(null);
  #on = $state(false);

  /** @param onChange called when the reader has marked another range, or looks at it in another way */
  constructor(onChange: () => void = () => undefined) {
    this.#onChange = onChange;
  }

  get range(): RowRange | null {
    return this.#range;
  }
  /** Whether playing goes round in the range. */
  get on(): boolean {
    return this.#on && this.#range !== null;
  }

  /** Marks the rows between two, in whichever order they come. */
  mark(a: number, b: number): void {
    this.#range = { from: Math.min(a, b), to: Math.max(a, b) };
    this.#onChange();
  }
  markStart(row: number): void {
    this.mark(row, Math.max(row, this.#range?.to ?? row));
  }
  markEnd(row: number): void {
    this.mark(Math.min(row, this.#range?.from ?? row), row);
  }
  toggle(): void {
    this.#on = !this.#on;
    this.#onChange();
  }
  clear(): void {
    this.forget();
    this.#onChange();
  }

  /** Another recording is opened, in which these rows are others. */
  forget(): void {
    this.#range = null;
    this.#on = false;
  }
  /** Marks what was marked before, in the same recording. */
  restore({ range, on }: { range: RowRange | null; on: boolean }): void {
    this.#range = range;
    this.#on = on;
  }

  /** The row at which playing has to turn; undefined while nothing is looped, or where the cursor is beyond it. */
  end(cursor: number): number | undefined {
    if (!this.on || !this.#range || this.#range.to <= this.#range.from) return undefined;
    return cursor < this.#range.to ? this.#range.to : undefined;
  }

  /** The row to go back to when playing has come to the end of the loop; null to play on. */
  turn(cursor: number): number | null {
    if (!this.on || !this.#range || this.#range.to <= this.#range.from) return null;
    return cursor >= this.#range.to ? this.#range.from : null;
  }
}
