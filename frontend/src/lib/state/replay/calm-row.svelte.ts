/** Nobody reads numbers that change more often than this. */
const PAUSE_MS = 100;

/** A row that follows another one: at once when it stands, at a readable pace while it runs. */
export class CalmRow {
  #row = $state(0);
  #wanted = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get row(): number {
    return this.#row;
  }

  follow(row: number, running: boolean): void {
    this.#wanted = row;
    if (!running) return this.#catchUp();
    this.#timer ??= setTimeout(() => this.#catchUp(), PAUSE_MS);
  }

  #catchUp(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#row = this.#wanted;
  }
}
