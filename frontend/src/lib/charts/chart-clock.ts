import {
  LineSeries,
  type IChartApi,
  type ISeriesApi,
  type SingleValueData,
  type UTCTimestamp,
  type WhitespaceData,
} from 'lightweight-charts';
import { price, priceDigits } from '$lib/format/numbers.ts';
import { Anchor } from './anchor.ts';
import type { RowSource, ShownRows } from './marks/source.ts';
import { RIGHT_OFFSET } from './options.ts';

/** Bars for which there are times beside those that are wanted: as many as are passed before the clock is wound again. */
const BEHIND = 500;
const AHEAD = 500;
const AHEAD_PLAYING = 2_000;
/** A move of more bars than this is a jump: it leads back to the cursor. */
const STRIDE = 16;
/** How far back the price is looked for that says how many digits prices have: the last bar may be missing. */
const PRICED = 100;
/** The anchors of the scales lag behind the cursor by so many bars, a few more or less: moving them costs something. */
const LAG = 4;

/**
 * A chart's time axis: the times of some thousand bars around the cursor, and the view on them. Moving the cursor within
 * them moves the view and nothing else; what there is to see at each bar, plots read from the rows themselves.
 */
export class ChartClock {
  readonly #chart: IChartApi;
  readonly #shown: ShownRows;
  readonly #times: ISeriesApi<'Line'>;
  readonly #price: Anchor;
  readonly #scales = new Map<ISeriesApi<'Line'>, Anchor>();
  readonly #grounds: () => readonly ISeriesApi<'Line'>[];
  #openTime: (row: number) => number = (row) => row;
  /** One past the last row that has a time. */
  #end = 0;
  /** Where the library was told to scroll to, until it has. */
  #aim: number | null = null;
  #winding = false;
  /** Decimals of prices on the scale. */
  #digits = NaN;
  /** How many rows to the left of the cursor are wanted. */
  load = 600;
  /** Called when the view stands where it shall, after it did not for a moment. */
  onSettled: () => void = () => undefined;

  /**
   * @param price the series of the price, which stands on the cursor
   * @param grounds the series of every other scale
   */
  constructor(
    chart: IChartApi,
    shown: ShownRows,
    price: ISeriesApi<'Line'>,
    grounds: () => readonly ISeriesApi<'Line'>[],
  ) {
    this.#chart = chart;
    this.#shown = shown;
    this.#price = new Anchor(price, (row) => this.time(row));
    this.#times = chart.addSeries(LineSeries, { priceScaleId: 'times', visible: false });
    this.#grounds = grounds;
  }

  /** Whether bars are wanted to the left of the first that has a time. */
  get short(): boolean {
    const { from, to } = this.#shown;
    return from > Math.max(0, to - this.load);
  }

  /** Whether the view stands where it shall; what the library says of it is of no worth before. */
  get settled(): boolean {
    return !this.#winding && this.#aim === null;
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
    this.#precision();
    if (other || to <= shown.from || to > this.#end || this.short) {
      this.#wind(!other && forward > 0 && to <= this.#end + BEHIND ? AHEAD_PLAYING : AHEAD);
    } else this.#advance();
    this.#scrollTo(position);
  }

  /** Winds the clock where it stands: more rows are wanted, or there are scales that have no times yet. */
  rewind(): void {
    if (!this.#shown.source) return;
    const position = this.#position;
    this.#wind(AHEAD);
    this.#scrollTo(position);
  }

  time(row: number): UTCTimestamp {
    return (this.#openTime(row) / 1000) as UTCTimestamp;
  }

  home(): void {
    this.#scrollTo(RIGHT_OFFSET);
  }

  /** Bars between the cursor and the right edge; negative where the cursor is beyond it. */
  get #position(): number {
    return this.#aim ?? this.#chart.timeScale().scrollPosition();
  }
  #scrollTo(bars: number): void {
    const scale = this.#chart.timeScale();
    if (this.#aim === null && Math.abs(scale.scrollPosition() - bars) < 1e-6) return;
    scale.scrollToPosition(bars, false);
    // The library scrolls when it draws next; its turn in that frame comes before this one.
    if (this.#aim === null) {
      requestAnimationFrame(() => {
        this.#aim = null;
        this.onSettled();
      });
    }
    this.#aim = bars;
  }

  #advance(): void {
    const cursor = this.#shown.to - 1;
    for (const scale of this.#anchors()) {
      if (scale.row > cursor || scale.row < cursor - 2 * LAG) scale.moveTo(Math.max(0, cursor - LAG));
    }
    this.#price.moveTo(cursor);
  }

  #wind(ahead: number): void {
    this.#winding = true;
    const shown = this.#shown;
    const cursor = shown.to - 1;
    shown.from = Math.max(0, shown.to - this.load - BEHIND);
    this.#end = shown.to + ahead;
    const times: (WhitespaceData<UTCTimestamp> | SingleValueData<UTCTimestamp>)[] = [];
    for (let row = shown.from; row < this.#end; row++) times.push({ time: this.time(row) });
    const anchors = this.#anchors();
    // Points that lie outside the new times would add theirs to them.
    for (const anchor of [...anchors, this.#price]) anchor.lift();
    this.#times.setData(times);
    for (const anchor of anchors) anchor.drop(Math.max(0, cursor - LAG), shown.from);
    this.#price.drop(cursor, shown.from);
    this.#winding = false;
  }

  /** One for every scale that there is now. */
  #anchors(): readonly Anchor[] {
    const grounds = this.#grounds();
    for (const series of this.#scales.keys()) if (!grounds.includes(series)) this.#scales.delete(series);
    for (const series of grounds) {
      if (!this.#scales.has(series)) this.#scales.set(series, new Anchor(series, (row) => this.time(row)));
    }
    return [...this.#scales.values()];
  }

  /** Goes by the bars before the cursor alone: what was shown before would make the same bar look different. */
  #precision(): void {
    const { source, to } = this.#shown;
    let row = to - 1;
    while (row > to - PRICED && Number.isNaN(source?.value('close', row))) row--;
    const digits = priceDigits(source?.value('close', row) ?? NaN);
    if (digits === this.#digits) return;
    this.#digits = digits;
    const minMove = 10 ** -digits;
    this.#price.series.applyOptions({ priceFormat: { type: 'custom', formatter: price, minMove } });
  }
}
