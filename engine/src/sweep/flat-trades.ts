/** Trades of the last walk, one number per trade and field; valid up to {@link FlatTrades.length}. */
export class FlatTrades {
  length = 0;
  side = new Int8Array(256);
  entryRow = new Int32Array(256);
  /** The row at whose open it ended; the last row where its end was the end of the data. */
  exitRow = new Int32Array(256);
  reason = new Int8Array(256);
  net = new Float64Array(256);

  /** Empties the list and makes room for as many trades as there can be. */
  reset(most: number): void {
    this.length = 0;
    if (most <= this.net.length) return;
    const room = 2 * most;
    this.side = new Int8Array(room);
    this.entryRow = new Int32Array(room);
    this.exitRow = new Int32Array(room);
    this.reason = new Int8Array(room);
    this.net = new Float64Array(room);
  }
}
