/** Mean and standard deviation (n − 1) of the last `size` values: SPEC §3's z-score, worked out the plain way. */
export class History {
  readonly #size: number;
  readonly #values: number[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  get full(): boolean {
    return this.#values.length === this.#size;
  }

  push(value: number): void {
    this.#values.push(value);
    if (this.#values.length > this.#size) this.#values.shift();
  }

  get mean(): number {
    let sum = 0;
    for (const x of this.#values) sum += x;
    return sum / this.#values.length;
  }

  get deviation(): number {
    const mean = this.mean;
    let squares = 0;
    for (const x of this.#values) squares += (x - mean) * (x - mean);
    return Math.sqrt(squares / (this.#values.length - 1));
  }

  /** z-score of a value against the values so far; NaN before the window is full. */
  z(value: number): number {
    return this.full ? (value - this.mean) / this.deviation : NaN;
  }
}
