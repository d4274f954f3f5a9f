import type { Tape } from '../tape/tape.ts';

/** The arrays of a tape that the broker reads, looked up once per block instead of once per row. */
export class MarketData {
  readonly tape: Tape;
  openTime: Float64Array = EMPTY;
  open: Float64Array = EMPTY;
  high: Float64Array = EMPTY;
  low: Float64Array = EMPTY;
  close: Float64Array = EMPTY;
  volume: Float64Array = EMPTY;
  fundingRate: Float64Array = EMPTY;
  fundingTime: Float64Array = EMPTY;
  fundingIntervalHours: Float64Array = EMPTY;

  constructor(tape: Tape) {
    this.tape = tape;
    this.refresh();
  }

  /** The tape's arrays are replaced when it grows. */
  refresh(): void {
    const { openTime, columns } = this.tape;
    if (this.openTime === openTime) return;
    this.openTime = openTime;
    this.open = columns.open;
    this.high = columns.high;
    this.low = columns.low;
    this.close = columns.close;
    this.volume = columns.volume;
    this.fundingRate = columns.fundingRate;
    this.fundingTime = columns.fundingTime;
    this.fundingIntervalHours = columns.fundingIntervalHours;
  }
}

const EMPTY = new Float64Array(0);
