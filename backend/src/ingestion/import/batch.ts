/** A run of rows of one table, as columns. `values[k]` belongs to the plan's `values[k]`. */
export interface Batch {
  rows: number;
  /** UTC ms. */
  time: Float64Array;
  /** Line in the file, for messages. */
  line: Int32Array;
  values: Float64Array[];
}

export const BATCH_ROWS = 8192;

export function emptyBatch(columns: number, capacity = BATCH_ROWS): Batch {
  return {
    rows: 0,
    time: new Float64Array(capacity),
    line: new Int32Array(capacity),
    values: Array.from({ length: columns }, () => new Float64Array(capacity)),
  };
}
