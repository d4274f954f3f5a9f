import { originOf, timeframeMs, type Timeframe } from '../time.ts';
import { Column } from '../column.ts';
import type { Kernel } from '../kernel.ts';
import { Ema } from '../kernels/ema.ts';
import { WilderAtr } from '../kernels/wilder-atr.ts';

/** Numbers of the state that are not the kernels': eight scalars, two closed bars of three prices. */
const SCALARS = 14;

/**
 * A higher timeframe's high, low and close, built from lower bars and seen only once its bar has closed, with the
 * trend score (EMA fast − EMA slow)/ATR over its closed bars.
 *
 * The first bar counts only if it was seen from its open. Prices come from the lower bars that are there; a bar
 * without any is missing. Only the last two closed bars are kept: that is as far as the kernels look back.
 */
export class ClosedBars {
  private readonly ms: number;
  private readonly origin: number;
  /** The last two closed bars: open time, high, low, close, and what the kernels make of them. */
  private readonly time = new Float64Array(2);
  private readonly high = new Column('high', new Float64Array(2));
  private readonly low = new Column('low', new Float64Array(2));
  private readonly close = new Column('close', new Float64Array(2));
  private readonly fast = new Column('fast', new Float64Array(2));
  private readonly slow = new Column('slow', new Float64Array(2));
  private readonly range = new Column('atr', new Float64Array(2));
  private readonly fastAverage: Ema;
  private readonly slowAverage: Ema;
  private readonly averageRange: WilderAtr;
  /** The bar under construction: open time (NaN before the first), high, low, close. */
  private readonly bar = new Float64Array(4).fill(NaN);
  private whole = false;
  private closed = 0;
  private lastScore = NaN;

  constructor(timeframe: Timeframe, emaFast: number, emaSlow: number, atr: number) {
    this.ms = timeframeMs(timeframe);
    this.origin = originOf(timeframe);
    this.fastAverage = new Ema(this.close, this.fast, emaFast);
    this.slowAverage = new Ema(this.close, this.slow, emaSlow);
    this.averageRange = new WilderAtr(this.high, this.low, this.close, this.range, atr);
  }

  /** The score over the closed bars so far; NaN while warming up. */
  get score(): number {
    return this.lastScore;
  }

  /** When the bar that contains `time` closes. */
  closeAfter(time: number): number {
    return this.align(time) + this.ms;
  }

  /** As `alignOpen`, which would look the timeframe's name up. */
  private align(time: number): number {
    return Math.floor((time - this.origin) / this.ms) * this.ms + this.origin;
  }

  /** Takes in the last closed bar of a shorter timeframe; true when it closed one here. */
  pushFrom(shorter: ClosedBars): boolean {
    return this.push(
      shorter.newest,
      shorter.ms,
      shorter.time,
      shorter.high.data,
      shorter.low.data,
      shorter.close.data,
    );
  }

  /** Takes row i of closed lower bars of `span` ms in; true when it closed a bar of this timeframe that counts. */
  push(
    i: number,
    span: number,
    time: Float64Array,
    high: Float64Array,
    low: Float64Array,
    close: Float64Array,
  ): boolean {
    const bar = this.bar;
    const before = this.closed;
    const open = time[i];
    if (!(open < bar[0] + this.ms)) this.begin(time, i);
    this.extend(i, i + 1, high, low, close);
    if (open + span >= bar[0] + this.ms) this.finish();
    return this.closed > before;
  }

  /** Adds the prices of rows [from, to) to the bar under construction. */
  extend(from: number, to: number, high: Float64Array, low: Float64Array, close: Float64Array): void {
    const bar = this.bar;
    let top = bar[1];
    let bottom = bar[2];
    let last = bar[3];
    for (let i = from; i < to; i++) {
      // A price that is missing compares false; the first takes the place of none.
      if (high[i] > top || top !== top) top = high[i];
      if (low[i] < bottom || bottom !== bottom) bottom = low[i];
      if (close[i] === close[i]) last = close[i];
    }
    bar[1] = top;
    bar[2] = bottom;
    bar[3] = last;
  }

  private begin(time: Float64Array, i: number): void {
    const bar = this.bar;
    // A bar that no lower bar closed exactly (a session's night, a jump in time) closes when the next begins.
    if (bar[1] === bar[1] || bar[3] === bar[3]) this.finish();
    const open = this.align(time[i]);
    this.whole = bar[0] === bar[0] || open === time[i];
    bar[0] = open;
  }

  private finish(): void {
    const bar = this.bar;
    if (this.whole) this.append();
    bar[1] = bar[2] = bar[3] = 0 / 0;
  }

  private append(): void {
    const row = this.closed++ > 0 ? 1 : 0;
    this.keep(this.time, row, this.bar[0]);
    this.keep(this.high.data, row, this.bar[1]);
    this.keep(this.low.data, row, this.bar[2]);
    this.keep(this.close.data, row, this.bar[3]);
    this.fastAverage.row(row);
    this.slowAverage.row(row);
    this.averageRange.row(row);
    const range = this.range.data[row];
    this.lastScore = range > 0 ? (this.fast.data[row] - this.slow.data[row]) / range : NaN;
  }

  /** Puts a value of the bar that closed in its row; the one before moves up. */
  private keep(data: Float64Array, row: number, value: number): void {
    if (this.closed > 2) data[0] = data[1];
    data[row] = value;
  }

  /** Index of the last closed bar among the two that are kept. */
  private get newest(): number {
    return Math.min(this.closed, 2) - 1;
  }

  private get kernels(): readonly Kernel[] {
    return [this.fastAverage, this.slowAverage, this.averageRange];
  }

  get stateSize(): number {
    return this.kernels.reduce((sum, kernel) => sum + kernel.stateSize, SCALARS);
  }

  save(into: Float64Array, at: number): void {
    const [open, top, bottom, last] = this.bar;
    const lastOpen = this.closed > 0 ? this.time[this.newest] : NaN;
    into.set([open, +this.whole, top, bottom, last, this.closed, this.lastScore, lastOpen], at);
    into.set(this.high.data, at + 8);
    into.set(this.low.data, at + 10);
    into.set(this.close.data, at + 12);
    at += SCALARS;
    for (const kernel of this.kernels) {
      kernel.save(into, at);
      at += kernel.stateSize;
    }
  }

  load(from: Float64Array, at: number): void {
    this.bar[0] = from[at];
    this.bar.set(from.subarray(at + 2, at + 5), 1);
    this.whole = from[at + 1] === 1;
    this.closed = from[at + 5];
    this.lastScore = from[at + 6];
    if (this.closed > 0) this.time[this.newest] = from[at + 7];
    this.high.data.set(from.subarray(at + 8, at + 10));
    this.low.data.set(from.subarray(at + 10, at + 12));
    this.close.data.set(from.subarray(at + 12, at + 14));
    at += SCALARS;
    for (const kernel of this.kernels) {
      kernel.load(from, at, this.closed);
      at += kernel.stateSize;
    }
  }
}
