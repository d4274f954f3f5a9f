import { BAR_FIELDS, type BarColumns } from './fields.ts';
import { LEAST, MOST, reject, type DataQuality } from './guards.ts';

/** Numbers by which a column begins later than the one before would end, so that rows do not share cache lines (see column.ts). */
const SKEW = 8;
const VOLUME = BAR_FIELDS.indexOf('volume');
const TAKER_BUY = BAR_FIELDS.indexOf('takerBuyVolume');
const CLOSE = BAR_FIELDS.indexOf('close');
const FUNDING = BAR_FIELDS.indexOf('fundingRate');
/** Constants of this module: the compiler writes them into the code, an import it looks up. */
const FROM = LEAST;
const TO = MOST;

/**
 * The columns of a growing tape, one after the other in one array. A bar is written to nineteen places: in one array they are
 * as many additions, in nineteen arrays each has to be found, and its length looked up, anew.
 */
export class ColumnBlock {
  readonly columns: BarColumns;
  readonly data: Float64Array;
  /** From a column's row to the same row of the next. */
  readonly stride: number;

  /** All NaN. */
  constructor(capacity: number) {
    this.stride = capacity + SKEW;
    this.data = new Float64Array(BAR_FIELDS.length * this.stride).fill(NaN);
    this.columns = {} as BarColumns;
    BAR_FIELDS.forEach((field, k) => {
      this.columns[field] = this.data.subarray(k * this.stride, k * this.stride + capacity);
    });
  }

  /**
   * Writes a record to `row`, as {@link copyRecordGuarded} does to columns in arrays of their own: first as it is, as most bars
   * are sound, and a loop without calls is the shorter code. Most fields have no upper bound but that of finite numbers, and
   * where their sum is finite, so is each of them.
   */
  write(record: Float64Array, at: number, row: number, quality: DataQuality): void {
    const { data, stride } = this;
    let sound = 1;
    let sum = 0;
    for (let k = 0, place = row; k < FROM.length; k++, place += stride) {
      const x = record[at + k];
      data[place] = x;
      sum += x;
      sound &= +(x >= FROM[k]);
    }
    if (sound === 0 || !(sum < 1 / 0) || data[row + FUNDING * stride] > TO[FUNDING])
      this.reject(row, quality);
    // What can only be said of a whole row: see guardRow.
    if (data[row + TAKER_BUY * stride] > data[row + VOLUME * stride]) {
      data[row + TAKER_BUY * stride] = 0 / 0;
      reject(quality, 'takerBuyVolume');
    }
    const close = data[row + CLOSE * stride];
    if (close !== close) quality.holes++;
  }

  /** Makes values of a row that are out of bounds NaN and counts them; NaN itself is a hole in the source. */
  private reject(row: number, quality: DataQuality): void {
    const { data, stride } = this;
    for (let k = 0, place = row; k < FROM.length; k++, place += stride) {
      const x = data[place];
      if (x !== x || (x >= FROM[k] && x <= TO[k])) continue;
      data[place] = 0 / 0;
      reject(quality, BAR_FIELDS[k]);
    }
  }
}
