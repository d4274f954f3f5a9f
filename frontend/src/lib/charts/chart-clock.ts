import type { IChartApi, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import { price, priceDigits } from '$lib/format/numbers.ts';
import type { RowSource, ShownRows } from './marks/source.ts';
import { RIGHT_OFFSET } from './options.ts';

/** Bars for which there are times on both sides of those that are wanted: so many are played before it is wound again. */
const BEHIND = 500;
const AHEAD = 3_000;
/** A move of more bars than this is a jump: it leads back to the cursor. */
const STRIDE = 16;

/**
 * A chart's time axis: the times of some thousand bars around the cursor, and the view on them. Moving the cursor within
 * them moves the view and nothing else; what there is to see at each bar, plots read from the rows themselves.
 */
export class ChartClock {
  readonly #chart: IChartApi;
  readonly #shown: ShownRows;
  /** The series that carries the times, and all that stand on them. */
  readonly #price: ISeriesApi<'Line'>;
  readonly #grounds: () => readonly ISeriesApi<'Line'>[];
  #openTime: (row: number) => number = (row) => row;
  /** One past the last row that has a time. */
  #end = 0;
  /** How many rows to the left of the cursor are wanted. */
  load = 600;

  constructor(
    chart: IChartApi,
    shown: ShownRows,
    price: ISeriesApi<'Line'>,
    grounds: () => readonly ISeriesApi<'Line'>[],
  ) {
    this.#chart = chart;
    this.#shown = shown;
    this.#price = price;
    this.#grounds = grounds;
  }

  /** Whether bars are wanted to the left of the first that has a time. */
  get short(): boolean {
    const { from, to } = this.#shown;
    return from > Math.max(0, to - this.load);
  }

  /** Shows rows up to the cursor's. */
  show(source: RowSource, cursor: number, openTime: (row: number) => number): void {
    const shown = this.#shown;
    const to = Math.min(cursor + 1, source.to);
    const forward = to - shown.to;
    const other = source !== shown.source;
    let position = this.#position;
    // A view that was moved away from the cursor stays where it is while bars go by.
    if (position < 0) position = other || Math.abs(forward) > STRIDE ? RIGHT_OFFSET : position - forward;
    this.#openTime = openTime;
    shown.source = source;
    shown.to = to;
    if (other || to <= shown.from || to >= this.#end || this.short) this.#wind();
    this.#position = position;
  }

  /** Gives every series its times anew, some of which may not have had any. */
  rewind(): void {
    if (!this.#shown.source) return;
    const position = this.#position;
    this.#wind();
    this.#position = position;
  }

  time(row: number): UTCTimestamp {
    return (this.#openTime(row) / 1000) as UTCTimestamp;
  }

  /** Bars between the cursor and the right edge; negative where the cursor is beyond it. */
  get #position(): number {
    return this.#chart.timeScale().scrollPosition() + (this.#end - this.#shown.to);
  }
  /** Also where nothing moves this draws everything anew: rows may have come. */
  set #position(bars: number) {
    this.#chart.timeScale().scrollToPosition(bars - (this.#end - this.#shown.to), false);
  }

  home(): void {
    this.#position = RIGHT_OFFSET;
  }

  #wind(): void {
    const shown = this.#shown;
    shown.from = Math.max(0, shown.to - this.load - BEHIND);
    this.#end = shown.to + AHEAD;
    this.#precision();
    const times = [];
    for (let row = shown.from; row < this.#end - 1; row++) times.push({ time: this.time(row) });
    // The library knows a scale only where there is a value: one, beyond everything that is looked at.
    const anchor = { time: this.time(this.#end - 1), value: 1 };
    this.#price.setData([...times, anchor]);
    for (const ground of this.#grounds()) if (ground !== this.#price) ground.setData([anchor]);
  }

  #precision(): void {
    const { source, to } = this.#shown;
    const last = source?.value('close', to - 1) ?? NaN;
    const minMove = 10 ** -priceDigits(last);
    this.#price.applyOptions({ priceFormat: { type: 'custom', formatter: price, minMove } });
  }
}
