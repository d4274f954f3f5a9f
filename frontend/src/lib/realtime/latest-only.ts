/**
 * Keeps one task under way and remembers only the newest of those that came meanwhile: dragging over
 * thousands of bars asks for each place once the last answer is there, and always ends at the last one.
 */
export class LatestOnly<T> {
  readonly #run: (value: T) => Promise<void>;
  #waiting: { value: T } | undefined;
  #working: Promise<void> | undefined;

  constructor(run: (value: T) => Promise<void>) {
    this.#run = run;
  }

  get busy(): boolean {
    return this.#working !== undefined;
  }

  /** Resolves once nothing is left to do; rejects when the last task failed. */
  push(value: T): Promise<void> {
    this.#waiting = { value };
    this.#working ??= this.#drain();
    return this.#working;
  }

  /** Forgets what is waiting; what is under way ends by itself. */
  clear(): void {
    this.#waiting = undefined;
  }

  async #drain(): Promise<void> {
    let failure: unknown;
    while (this.#waiting) {
      const { value } = this.#waiting;
      this.#waiting = undefined;
      failure = undefined;
      try {
        await this.#run(value);
      } catch (thrown) {
        failure = thrown;
      }
    }
    this.#working = undefined;
    if (failure !== undefined) throw failure;
  }
}
