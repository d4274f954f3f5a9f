/** Nobody reads numbers that change more often than this. */
const PAUSE_MS = 100;

/**
 * A row that follows another one at a readable pace: the last change always, and never in the frame in which the chart moves,
 * so that a hundred numbers do not hold up the bars.
 */
export class CalmRow {
  #row = $state(0);
  #wanted = 0;
  #last = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get row(): number {
    return this.#row;
  }

  follow(row: number): void {
    this.#wanted = row;
    if (row === this.#row) return;
    const wait = this.#last + PAUSE_MS - performance.now();
    if (this.#timer !== undefined) return;
    const afterFrame = (): void => void requestAnimationFrame(() => setTimeout(() => this.#catchUp()));
    this.#timer = setTimeout(afterFrame, Math.max(0, wait));
  }

  /** Stands on a row at once: another recording was opened, and the row before means nothing in it. */
  jump(row: number): void {
    this.#wanted = this.#row = row;
  }

  #catchUp(): void {
    this.#timer = undefined;
    this.#last = performance.now();
    this.#row = this.#wanted;
  }
}
