/** Nobody reads numbers that change more often than this. */
const PAUSE_MS = 100;

/** A row that follows another one at a readable pace: the first change at once, the last one always. */
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
    const wait = this.#last + PAUSE_MS - performance.now();
    if (wait <= 0) this.#catchUp();
    else this.#timer ??= setTimeout(() => this.#catchUp(), wait);
  }

  #catchUp(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    this.#row = this.#wanted;
  }
}
