/** Bytes of a cache line, and of the span of addresses that share the same place in a first-level cache. */
const LINE = 64;
const SPAN = 4096;
/** Arrays from here on begin on a page; smaller ones lie behind one another wherever there is room. */
const PAGED_BYTES = 16 * SPAN;

/**
 * A Float64Array, not yet of NaN, for the column in place `slot`. Large arrays begin on a page, so that row i of every column
 * would fall on the same few cache lines and push one another out: a bar that touches seventy columns ran three times
 * slower. Each slot therefore begins one line further. Small arrays do without: they begin anywhere, and for 400 live lanes the
 * lines would take as much memory as the columns.
 */
export function allocateColumn(capacity: number, slot: number): Float64Array {
  const bytes = capacity * 8;
  const shift = bytes < PAGED_BYTES ? 0 : (slot * LINE) % SPAN;
  return new Float64Array(new ArrayBuffer(bytes + shift), shift, capacity);
}

/**
 * A named column of a lane. Kernels keep the Column, not its array: the array is replaced when the lane grows.
 *
 * Row i is `data[i]`, and `block[place + i]` as well: the columns of a lane lie in one {@link block}. What every bar goes through
 * reads it there, because an array of its own is an object of its own: for each of seventy the processor looks up where it
 * begins and how long it is, in two more cache lines than the number itself lies in.
 */
export class Column {
  /** The array in which the column lies; its own where it lies alone. */
  block: Float64Array;
  /** Where in {@link block} row 0 is. */
  place = 0;
  private rows: Float64Array;

  constructor(
    readonly name: string,
    data: Float64Array,
    private readonly slot = 0,
  ) {
    this.rows = data;
    this.block = data;
  }

  /** The column's values, one per row. */
  get data(): Float64Array {
    return this.rows;
  }

  /** From now on the column is `data`, which begins at `place` in `block`. */
  hold(data: Float64Array, block = data, place = 0): void {
    this.rows = data;
    this.block = block;
    this.place = place;
  }

  /** A column of NaN in its own place among its neighbours. */
  static empty(name: string, capacity: number, slot: number): Column {
    const column = Column.blank(name, capacity, slot);
    column.data.fill(NaN);
    return column;
  }

  /**
   * As {@link empty}, for an owner that makes rows NaN itself before anybody reads them. Memory that nobody has touched
   * does not exist yet: the columns of 200 symbols over a year, 12 GB, took half a minute to lay out.
   */
  static blank(name: string, capacity: number, slot: number): Column {
    return new Column(name, allocateColumn(capacity, slot), slot);
  }

  /** Makes room; the new rows are NaN. */
  reserve(capacity: number): void {
    const held = this.rows.length;
    if (capacity <= held) return;
    const grown = allocateColumn(capacity, this.slot);
    grown.set(this.rows);
    grown.fill(NaN, held);
    this.hold(grown);
  }
}

/** Rows that {@link fetchAhead} reads at a time, and the rows of one column that share a cache line. */
export const FETCHED_ROWS = 512;
const ROWS_IN_LINE = LINE / 8;
const ROWS_IN_TURN = 8 * ROWS_IN_LINE;

/**
 * Has the processor bring the cache lines of rows [row, row + FETCHED_ROWS) of some columns, by reading one row of each. A live
 * bar touches seventy columns, one number each: more streams than a processor can foresee, so that it waited for the memory a
 * fifth of the time. Column after column it foresees them.
 */
export function fetchAhead(columns: readonly Column[], row: number): void {
  let sum = 0;
  for (let k = 0; k < columns.length; k++) {
    const data = columns[k].data;
    const end = Math.min(row + FETCHED_ROWS, data.length - ROWS_IN_TURN + 1);
    // Eight lines a turn: the more reads stand side by side, the more of them the processor waits for at once.
    for (let i = row; i < end; i += ROWS_IN_TURN) {
      sum += data[i] + data[i + ROWS_IN_LINE];
      sum += data[i + 2 * ROWS_IN_LINE] + data[i + 3 * ROWS_IN_LINE];
      sum += data[i + 4 * ROWS_IN_LINE] + data[i + 5 * ROWS_IN_LINE];
      sum += data[i + 6 * ROWS_IN_LINE] + data[i + 7 * ROWS_IN_LINE];
    }
  }
  SINK[0] = sum;
}
/** Takes what was read, which means nothing: reads of which nothing comes are left out by the compiler. */
const SINK = new Float64Array(1);
