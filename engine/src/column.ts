/**
 * A named output column. Kernels keep the Column, not its array: the array is replaced when the lane grows.
 */
export class Column {
  readonly name: string;
  data: Float64Array;

  constructor(name: string, capacity: number) {
    this.name = name;
    this.data = new Float64Array(capacity).fill(NaN);
  }

  reserve(capacity: number): void {
    if (capacity <= this.data.length) return;
    const grown = new Float64Array(capacity).fill(NaN);
    grown.set(this.data);
    this.data = grown;
  }
}
