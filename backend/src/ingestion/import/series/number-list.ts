/** Numbers that are appended one by one, in a typed array that doubles. */
export class NumberList {
  #data = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#data.length) {
      const grown = new Float64Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    this.#data[this.#length++] = value;
  }

  at(i: number): number {
    return this.#data[i];
  }

  /** The numbers in the order of `order`, or as they are. */
  toArray(order?: Uint32Array): Float64Array {
    if (!order) return this.#data.slice(0, this.#length);
    return Float64Array.from(order, (i) => this.#data[i]);
  }
}
