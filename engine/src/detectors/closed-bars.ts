import { alignOpen, timeframeMs, type Timeframe } from '../time.ts';
import { Column } from '../column.ts';
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
  readonly #timeframe: Timeframe;
  readonly #ms: number;
  readonly #high = new Column('high', new Float64Array(2));
  readonly #low = new Column('low', new Float64Array(2));
  readonly #close = new Column('close', new Float64Array(2));
  readonly #fast = new Column('fast', new Float64Array(2));
  readonly #slow = new Column('slow', new Float64Array(2));
  readonly #range = new Column('atr', new Float64Array(2));
  readonly #kernels: readonly [Ema, Ema, WilderAtr];
  /** Open time of the bar under construction; NaN before the first. */
  #open = NaN;
  #whole = false;
  #top = NaN;
  #bottom = NaN;
  #last = NaN;
  #closed = 0;
  #score = NaN;
  /** Open time of the last closed bar. */
  #lastOpen = NaN;

  constructor(timeframe: Timeframe, emaFast: number, emaSlow: number, atr: number) {
    this.#timeframe = timeframe;
    this.#ms = timeframeMs(timeframe);
    this.#kernels = [
      new Ema(this.#close, this.#fast, emaFast),
      new Ema(this.#close, this.#slow, emaSlow),
      new WilderAtr(this.#high, this.#low, this.#close, this.#range, atr),
    ];
  }

  /** The score over the closed bars so far; NaN while warming up. */
  get score(): number {
    return this.#score;
  }

  /** Takes in the last closed bar of a shorter timeframe; true when it closed one here. */
  pushFrom(shorter: ClosedBars): boolean {
    const row = Math.min(shorter.#closed, 2) - 1;
    const open = shorter.#lastOpen;
    const close = shorter.#close.data[row];
    return this.push(open, open + shorter.#ms, shorter.#high.data[row], shorter.#low.data[row], close);
  }

  /** Takes one closed lower bar in; true when it closed a bar of this timeframe that counts. */
  push(openTime: number, closeTime: number, high: number, low: number, close: number): boolean {
    const before = this.#closed;
    if (!(openTime < this.#open + this.#ms)) this.#begin(openTime);
    if (high === high) this.#top = this.#top >= high ? this.#top : high;
    if (low === low) this.#bottom = this.#bottom <= low ? this.#bottom : low;
    if (close === close) this.#last = close;
    if (closeTime >= this.#open + this.#ms) this.#finish();
    return this.#closed > before;
  }

  #begin(openTime: number): void {
    const open = alignOpen(openTime, this.#timeframe);
    // A bar that no lower bar closed exactly (a session's night, a jump in time) closes when the next begins.
    if (this.#top === this.#top || this.#last === this.#last) this.#finish();
    this.#whole = this.#open === this.#open || open === openTime;
    this.#open = open;
  }

  #finish(): void {
    if (this.#whole) this.#append();
    this.#top = NaN;
    this.#bottom = NaN;
    this.#last = NaN;
  }

  #append(): void {
    this.#lastOpen = this.#open;
    const row = Math.min(this.#closed++, 1);
    const columns = [this.#high, this.#low, this.#close];
    if (row === 1 && this.#closed > 2) for (const { data } of columns) data[0] = data[1];
    this.#high.data[row] = this.#top;
    this.#low.data[row] = this.#bottom;
    this.#close.data[row] = this.#last;
    for (const kernel of this.#kernels) kernel.advance(row, row + 1);
    const range = this.#range.data[row];
    this.#score = range > 0 ? (this.#fast.data[row] - this.#slow.data[row]) / range : NaN;
  }

  get stateSize(): number {
    return this.#kernels.reduce((sum, kernel) => sum + kernel.stateSize, SCALARS);
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.#open;
    into[at + 1] = this.#whole ? 1 : 0;
    into[at + 2] = this.#top;
    into[at + 3] = this.#bottom;
    into[at + 4] = this.#last;
    into[at + 5] = this.#closed;
    into[at + 6] = this.#score;
    into[at + 7] = this.#lastOpen;
    into.set(this.#high.data, at + 8);
    into.set(this.#low.data, at + 10);
    into.set(this.#close.data, at + 12);
    at += SCALARS;
    for (const kernel of this.#kernels) {
      kernel.save(into, at);
      at += kernel.stateSize;
    }
  }

  load(from: Float64Array, at: number): void {
    this.#open = from[at];
    this.#whole = from[at + 1] === 1;
    this.#top = from[at + 2];
    this.#bottom = from[at + 3];
    this.#last = from[at + 4];
    this.#closed = from[at + 5];
    this.#score = from[at + 6];
    this.#lastOpen = from[at + 7];
    this.#high.data.set(from.subarray(at + 8, at + 10));
    this.#low.data.set(from.subarray(at + 10, at + 12));
    this.#close.data.set(from.subarray(at + 12, at + 14));
    at += SCALARS;
    for (const kernel of this.#kernels) {
      kernel.load(from, at);
      at += kernel.stateSize;
    }
  }
}
