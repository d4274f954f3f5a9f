/**
 * A named column of a lane. Kernels keep the Column, not its array: the array is replaced when the lane grows.
 */
export class Column {
  readonly name: string;
  data: Float64Array;

  constructor(name: string, data: Float64Array) {
    this.name = name;
    this.data = data;
  }

  /** A column of NaN. */
  static empty(name: string, capacity: number): Column {
    return new Column(name, new Float64Array(capacity).fill(NaN));
  }

  reserve(capacity: number): void {
    if (capacity <= this.data.length) return;
    const grown = new Float64Array(capacity).fill(NaN);
    grown.set(this.data);
    this.data = grown;
  }
}
