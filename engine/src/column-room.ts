import { Column } from './column.ts';

/** Numbers by which a column begins later than the one before would end, so that rows do not share cache lines (see column.ts). */
const SKEW = 8;

/** Room for so many columns of one length, one after the other in one array (see {@link Column.block}). */
export class ColumnRoom {
  private readonly columns: Column[] = [];
  private block: Float64Array;
  private stride: number;

  /** Memory that nobody has touched does not exist yet: rows are neither written nor NaN until their owner makes them so. */
  constructor(
    private readonly places: number,
    private capacity: number,
  ) {
    this.stride = capacity + SKEW;
    this.block = new Float64Array(places * this.stride);
  }

  /** Whether so many more columns fit in. */
  has(places: number): boolean {
    return this.columns.length + places <= this.places;
  }

  /** A column in the next place: right behind the one that was added before. */
  add(name: string): Column {
    const column = new Column(name, this.block);
    this.put(column, this.columns.push(column) - 1);
    return column;
  }

  /** Makes room for so many rows in every column; the new ones are NaN. */
  reserve(capacity: number): void {
    if (capacity <= this.capacity) return;
    const held = this.capacity;
    this.capacity = capacity;
    this.stride = capacity + SKEW;
    this.block = new Float64Array(this.places * this.stride);
    this.columns.forEach((column, k) => {
      const before = column.data;
      this.put(column, k);
      column.data.set(before);
      column.data.fill(NaN, held);
    });
  }

  private put(column: Column, k: number): void {
    const place = k * this.stride;
    column.hold(this.block.subarray(place, place + this.capacity), this.block, place);
  }
}
