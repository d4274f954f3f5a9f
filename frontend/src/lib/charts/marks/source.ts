/** What the charts read rows from: a lane's window, cut at the cursor. */
export interface RowSource {
  readonly from: number;
  readonly to: number;
  value(column: string, row: number): number;
  view(column: string, from: number, to: number): Float64Array | undefined;
}

/** The rows a chart has been given: logical index 0 is row `from`, the last is the cursor's. */
export interface ShownRows {
  source: RowSource | null;
  from: number;
  to: number;
}

/** Rows [from, to). */
export interface RowSpan {
  from: number;
  to: number;
}
