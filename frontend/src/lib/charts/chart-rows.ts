import type { IChartApi, ISeriesApi, UTCTimestamp } from 'lightweight-charts';
import { price, priceDigits } from '$lib/format/numbers.ts';
import type { RowSource, ShownRows } from './marks/source.ts';
import { RIGHT_OFFSET } from './options.ts';
import type { Palette } from './palette.ts';
import { hasValue, type Bound } from './series.ts';

/** Rows appended one by one; more at once are cheaper set as a block (measured: 17 rows cost as much as 400). */
const APPEND_AT_MOST = 16;
/** Rows that may pile up while playing before the oldest are let go. */
const SURPLUS = 2_500;

/** What the rows are drawn with. */
interface Pens {
  /** Every series of the chart. */
  all(): readonly Bound[];
  palette(): Palette;
}

/** Gives a chart its rows: those in view and a few more, appended or taken back where that is possible. */
export class ChartRows {
  readonly #chart: IChartApi;
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #shown: ShownRows;
  readonly #pens: Pens;
  #openTime: (row: number) => number = (row) => row;
  /** How many rows the chart is given. */
  load = 600;

  constructor(chart: IChartApi, candles: ISeriesApi<'Candlestick'>, shown: ShownRows, pens: Pens) {
    this.#chart = chart;
    this.#candles = candles;
    this.#shown = shown;
    this.#pens = pens;
  }

  /** Shows rows up to the cursor's. */
  show(source: RowSource, cursor: number, openTime: (row: number) => number): void {
    this.#openTime = openTime;
    const to = Math.min(cursor + 1, source.to);
    const from = Math.max(source.from, to - this.load);
    const shown = this.#shown;
    const forward = to - shown.to;
    const continues = source === shown.source && shown.from >= source.from && shown.to > shown.from;
    const fits = from >= shown.from || shown.from === source.from;
    if (continues && fits) {
      if (forward === 0) return;
      const room = to - shown.from < this.load + SURPLUS;
      if (forward > 0 && forward <= APPEND_AT_MOST && room) return this.#append(to);
      if (forward < 0 && -forward <= APPEND_AT_MOST && to > from && this.#retract(to)) return;
    }
    this.#set(source, from, to);
  }

  /** Draws the same rows anew, with other pens. */
  replace(): void {
    const { source, from, to } = this.#shown;
    if (source) this.#set(source, from, to);
  }

  time(row: number): UTCTimestamp {
    return (this.#openTime(row) / 1000) as UTCTimestamp;
  }

  #set(source: RowSource, from: number, to: number): void {
    const scale = this.#chart.timeScale();
    const position = scale.scrollPosition();
    const jumped = to !== this.#shown.to || source !== this.#shown.source;
    Object.assign(this.#shown, { source, from, to });
    this.#precision();
    const palette = this.#pens.palette();
    for (const bound of this.#pens.all()) {
      const points = [];
      for (let row = from; row < to; row++) points.push(bound.point(source, row, this.time(row), palette));
      bound.series.setData(points as never);
    }
    if (jumped) scale.scrollToPosition(position < 0 ? RIGHT_OFFSET : position, false);
  }

  #append(to: number): void {
    const { source } = this.#shown;
    if (!source) return;
    const first = this.#shown.to;
    this.#shown.to = to;
    const all = this.#pens.all();
    const palette = this.#pens.palette();
    for (let row = first; row < to; row++) {
      const time = this.time(row);
      for (const bound of all) bound.series.update(bound.point(source, row, time, palette) as never);
    }
  }

  /** Takes the last rows back; false where one of them is a hole of some series, which the library cannot take back. */
  #retract(to: number): boolean {
    const { source, to: end } = this.#shown;
    const all = this.#pens.all();
    const palette = this.#pens.palette();
    for (let row = to; row < end; row++) {
      for (const bound of all) {
        if (!source || !hasValue(bound.point(source, row, this.time(row), palette))) return false;
      }
    }
    const scale = this.#chart.timeScale();
    const position = scale.scrollPosition();
    this.#shown.to = to;
    for (const bound of all) bound.series.pop(end - to);
    if (scale.scrollPosition() !== position) scale.scrollToPosition(position, false);
    return true;
  }

  #precision(): void {
    const { source, to } = this.#shown;
    const last = source?.value('close', to - 1) ?? NaN;
    const minMove = 10 ** -priceDigits(last);
    this.#candles.applyOptions({ priceFormat: { type: 'custom', formatter: price, minMove } });
  }
}
