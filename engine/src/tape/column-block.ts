import { BAR_FIELDS, type BarColumns } from './fields.ts';
import { LEAST, MAX_FUNDING_PER_INTERVAL, MOST, reject, type DataQuality } from './guards.ts';

/** Numbers by which a column begins later than the one before would end, so that rows do not share cache lines (see column.ts). */
const SKEW = 8;
const VOLUME = BAR_FIELDS.indexOf('volume');
const TAKER_BUY = BAR_FIELDS.indexOf('takerBuyVolume');
const CLOSE = BAR_FIELDS.indexOf('close');
/** Constants of this module: the compiler writes them into the code, an import it looks up. */
const FROM = LEAST;
const TO = MOST;
const MAX_FUNDING = MAX_FUNDING_PER_INTERVAL;

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
   * are sound, field after field in the order of BAR_FIELDS. A loop over them takes twice as long: at every turn it asks anew what
   * kind of array it reads. Most fields have no upper bound but that of finite numbers, and where their sum is finite, so is
   * each of them.
   */
  write(record: Float64Array, at: number, row: number, quality: DataQuality): void {
    const { data, stride } = this;
    let place = row;
    const open = (data[place] = record[at]);
    const high = (data[(place += stride)] = record[at + 1]);
    const low = (data[(place += stride)] = record[at + 2]);
    const close = (data[(place += stride)] = record[at + 3]);
    const volume = (data[(place += stride)] = record[at + 4]);
    const takerBuy = (data[(place += stride)] = record[at + 5]);
    const quote = (data[(place += stride)] = record[at + 6]);
    const trades = (data[(place += stride)] = record[at + 7]);
    const interest = (data[(place += stride)] = record[at + 8]);
    const interestUsd = (data[(place += stride)] = record[at + 9]);
    const all = (data[(place += stride)] = record[at + 10]);
    const accounts = (data[(place += stride)] = record[at + 11]);
    const positions = (data[(place += stride)] = record[at + 12]);
    const taker = (data[(place += stride)] = record[at + 13]);
    const funding = (data[(place += stride)] = record[at + 14]);
    const hours = (data[(place += stride)] = record[at + 15]);
    const settled = (data[(place += stride)] = record[at + 16]);
    const longs = (data[(place += stride)] = record[at + 17]);
    const shorts = (data[place + stride] = record[at + 18]);
    const prices = open > 0 && high > 0 && low > 0 && close > 0;
    const flows =
      volume >= takerBuy && takerBuy >= 0 && quote >= 0 && trades >= 0 && longs >= 0 && shorts >= 0;
    const interests = interest >= 0 && interestUsd >= 0;
    const ratios = all >= 0 && accounts >= 0 && positions >= 0 && taker >= 0;
    const funded = funding >= -MAX_FUNDING && funding <= MAX_FUNDING && hours > 0 && settled > 0;
    const first = open + high + low + close + volume + quote + trades + interest + interestUsd;
    const second = all + accounts + positions + taker + hours + settled + longs + shorts;
    if (!(prices && flows && interests && ratios && funded && first + second < 1 / 0))
      this.guard(row, quality);
  }

  /** Makes values of a row that are out of bounds NaN and counts them; NaN itself is a hole in the source. */
  private guard(row: number, quality: DataQuality): void {
    const { data, stride } = this;
    for (let k = 0, place = row; k < FROM.length; k++, place += stride) {
      const x = data[place];
      if (x !== x || (x >= FROM[k] && x <= TO[k])) continue;
      data[place] = 0 / 0;
      reject(quality, BAR_FIELDS[k]);
    }
    // What can only be said of a whole row: see guardRow.
    if (data[row + TAKER_BUY * stride] > data[row + VOLUME * stride]) {
      data[row + TAKER_BUY * stride] = 0 / 0;
      reject(quality, 'takerBuyVolume');
    }
    const close = data[row + CLOSE * stride];
    if (close !== close) quality.holes++;
  }
}
