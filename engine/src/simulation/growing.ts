/** A list of numbers that grows: what is logged along a run. */
export class Growing {
  #data: Float64Array;
  #length = 0;

  constructor(capacity = 256) {
    this.#data = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }
  get data(): Float64Array {
    return this.#data;
  }

  push(value: number): void {
    this.reserve(this.#length + 1);
    this.#data[this.#length++] = value;
  }

  reserve(capacity: number): void {
    if (capacity <= this.#data.length) return;
    const grown = new Float64Array(Math.max(capacity, this.#data.length * 2));
    grown.set(this.#data);
    this.#data = grown;
  }

  /** Sets the length: what was written beyond it stays until it is overwritten. Room must have been reserved. */
  resize(length: number): void {
    this.#length = length;
  }

  view(): Float64Array {
    return this.#data.subarray(0, this.#length);
  }
}
