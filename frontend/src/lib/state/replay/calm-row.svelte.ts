/** Nobody reads numbers that change more often than this. */
const PAUSE_MS = 100;
/** What waits for a moment in which nothing else is to be done waits no longer than this. */
const PATIENCE_MS = 50;

/**
 * A row that follows another one at a readable pace: the last change always, and never in the frame in which the chart moves,
 * so that a hundred numbers do not hold up the bars.
 */
export class CalmRow {
  #row = $state(0);
  #wanted = 0;
  #last = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether it is about to follow, once the frame that is under way is painted. */
  #following = false;
  /** Whether a step is on its way: the next frame is the chart's. */
  #held = false;

  get row(): number {
    return this.#row;
  }

  /**
   * @param soon in the very next frame, whenever the last one was: a step by hand. A frame that came any later would take the
   * place of the next step's, which then waits for the one after
   */
  follow(row: number, soon = false): void {
    this.#wanted = row;
    if (row === this.#row || this.#following) return;
    const wait = soon ? 0 : this.#last + PAUSE_MS - performance.now();
    if (wait <= 0) this.#afterFrame();
    else this.#timer ??= setTimeout(() => this.#afterFrame(), wait);
  }

  /** Stands on a row at once: another recording was opened, and the row before means nothing in it. */
  jump(row: number): void {
    this.#wanted = this.#row = row;
  }

  /** Lets a step go first: while it is on its way nothing follows, unless it has waited too long already. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.follow(this.#wanted, true);
  }

  #afterFrame(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#following = true;
    requestAnimationFrame(() => whenIdle(() => this.#catchUp()));
  }

  #catchUp(): void {
    this.#following = false;
    if (this.#held && performance.now() - this.#last < PAUSE_MS) return;
    this.#last = performance.now();
    this.#row = this.#wanted;
  }
}

function whenIdle(work: () => void): void {
  // Not every browser tells when it is idle.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: PATIENCE_MS });
  else setTimeout(work);
}
