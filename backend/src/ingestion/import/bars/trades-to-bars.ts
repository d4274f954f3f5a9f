import { alignOpen, timeframeMs, type BarField, type Timeframe } from '@hindcast/engine';
import type { Batch } from '../batch.ts';
import { inputError } from '../import-error.ts';
import type { ReadLog } from '../read-log.ts';
import type { EventField, TablePlan } from '../table-plan.ts';
import { emptyRun, RUN_ROWS, type BarRun } from './bar-run.ts';

const FIELDS: BarField[] = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'takerBuyVolume',
  'quoteVolume',
  'trades',
];

/**
 * Makes bars of any timeframe out of trades, with the taker's side: a trade whose buyer was the maker was
 * sold by the taker. An interval without a trade becomes a bar of the last price and no volume, as venues
 * publish it, but only where the ids show that no trade is missing; else it stays a hole.
 */
export class TradeBars {
  /** Trades that a file before had too. */
  repeated = 0;
  readonly #plans: TablePlan[];
  readonly #timeframe: Timeframe;
  readonly #step: number;
  readonly #log: ReadLog;
  #run = emptyRun(FIELDS);
  #full: BarRun[] = [];
  #open = NaN;
  #lastId = NaN;
  #lastTime = -Infinity;

  constructor(plans: readonly TablePlan[], timeframe: Timeframe, log: ReadLog) {
    this.#plans = [...plans].sort((a, b) => a.firstTime - b.firstTime);
    this.#timeframe = timeframe;
    this.#step = timeframeMs(timeframe);
    this.#log = log;
  }

  async *runs(): AsyncGenerator<BarRun> {
    for (const plan of this.#plans) {
      for await (const batch of this.#log.read(plan)) {
        this.#take(plan, batch);
        yield* this.#full;
        this.#full = [];
      }
    }
    if (this.#run.rows > 0) yield this.#run;
  }

  /** What a person should know of the trades, once they have been read. */
  remarks(): string[] {
    const remarks = ['made of trades: the first and the last bar may be incomplete'];
    if (this.repeated > 0) remarks.push(`${this.repeated} trades were in more than one file`);
    return remarks;
  }

  #take(plan: TablePlan, batch: Batch): void {
    const column = (field: EventField): Float64Array | undefined =>
      batch.values[plan.values.findIndex((value) => value.field === field)];
    const [price, quantity, maker] = [
      column('price'),
      column('quantity'),
      column('buyerIsMaker'),
    ] as Float64Array[];
    const [id, quote, first, last] = [
      column('id'),
      column('quoteQuantity'),
      column('firstId'),
      column('lastId'),
    ];
    for (let i = 0; i < batch.rows; i++) {
      if (id && id[i] <= this.#lastId) {
        this.repeated++;
        continue;
      }
      if (!(price[i] > 0) || !(quantity[i] >= 0)) throw badTrade(plan, batch.line[i]);
      const time = batch.time[i];
      if (time < this.#lastTime) throw overlap(plan, batch.line[i]);
      const complete = id !== undefined && id[i] === this.#lastId + 1;
      this.#moveTo(alignOpen(time, this.#timeframe), price[i], complete);
      const count = first && last ? last[i] - first[i] + 1 : 1;
      this.#add(price[i], quantity[i], quote ? quote[i] : price[i] * quantity[i], maker[i] === 1, count);
      this.#lastTime = time;
      if (id) this.#lastId = id[i];
    }
  }

  /** Begins the bar that opens at `open`, after the empty ones before it if it is known that they are empty. */
  #moveTo(open: number, price: number, complete: boolean): void {
    if (open === this.#open) return;
    if (complete) {
      for (let empty = this.#open + this.#step; empty < open; empty += this.#step) {
        this.#begin(empty, this.#value('close'));
      }
    }
    this.#begin(open, price);
  }

  #begin(open: number, price: number): void {
    if (this.#run.rows === RUN_ROWS) {
      this.#full.push(this.#run);
      this.#run = emptyRun(FIELDS);
    }
    const row = this.#run.rows++;
    this.#run.openTime[row] = open;
    for (const field of ['open', 'high', 'low', 'close'] as const) this.#column(field)[row] = price;
    this.#open = open;
  }

  #add(price: number, quantity: number, quote: number, sold: boolean, count: number): void {
    const row = this.#run.rows - 1;
    const [high, low] = [this.#column('high'), this.#column('low')];
    if (price > high[row]) high[row] = price;
    if (price < low[row]) low[row] = price;
    this.#column('close')[row] = price;
    this.#column('volume')[row] += quantity;
    this.#column('quoteVolume')[row] += quote;
    this.#column('trades')[row] += count;
    if (!sold) this.#column('takerBuyVolume')[row] += quantity;
  }

  #value(field: BarField): number {
    return this.#column(field)[this.#run.rows - 1];
  }

  #column(field: BarField): Float64Array {
    return this.#run.columns[field] as Float64Array;
  }
}

function badTrade(plan: TablePlan, row: number): Error {
  const place = { file: plan.source.label, row, column: 'price' };
  return inputError(
    'IMPORT_BAD_TRADE',
    place,
    'the trade has no price or a negative quantity.',
    'Correct that row.',
  );
}

function overlap(plan: TablePlan, row: number): Error {
  return inputError(
    'IMPORT_OVERLAP',
    { file: plan.source.label, row },
    'the trade comes before the last one of the file ahead of it, and has no id to tell whether it is the same.',
    'Import files that do not overlap.',
  );
}
