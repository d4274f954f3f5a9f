/** How often what is shown follows what comes, ms; 0: at once. */
export const PACES = [
  { value: '0', label: 'At once' },
  { value: '5000', label: '5 s' },
  { value: '10000', label: '10 s' },
  { value: '30000', label: '30 s' },
  { value: '60000', label: '1 min' },
] as const;

/** Lets news through at a pace, the newest only; while paused none, until somebody asks. */
export class Pace {
  #every = $state(0);
  #paused = $state(false);
  #waiting = $state(0);
  #last = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #show: () => void;

  /** @param show brings what has come to the screen */
  constructor(show: () => void) {
    this.#show = show;
  }

  get every(): number {
    return this.#every;
  }
  set every(ms: number) {
    this.#every = ms;
    this.#look();
  }
  get paused(): boolean {
    return this.#paused;
  }
  /** How much came that is not shown yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Something has come. */
  came(): void {
    this.#waiting++;
    this.#look();
  }

  toggle(): void {
    this.#paused = !this.#paused;
    if (!this.#paused) this.refresh();
  }

  /** Shows what has come, now. */
  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    this.#waiting = 0;
    this.#show();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    if (this.#paused || this.#waiting === 0) return;
    const rest = this.#last + this.#every - performance.now();
    if (rest <= 0) return this.refresh();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), rest);
  }
}
