import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  LineStyle,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type Logical,
  type LogicalRange,
  type MouseEventParams,
  type SeriesType,
  type UTCTimestamp,
} from 'lightweight-charts';
import { price, priceDigits } from '$lib/format/numbers.ts';
import type { Zone } from '$lib/format/time.ts';
import type { LiquidationLevel } from '@hindcast/engine/wire';
import { CursorLabel } from './marks/cursor-line.ts';
import { HeatMarks } from './marks/heat-marks.ts';
import { SignalMarks } from './marks/signal-marks.ts';
import type { RowSource, ShownRows } from './marks/source.ts';
import { TradeMarks, type TradeLine } from './marks/trade-marks.ts';
import { baseOptions, colourOptions, RIGHT_OFFSET, zoneOptions } from './options.ts';
import type { Layout } from './pane-specs.ts';
import { readPalette, type Palette } from './palette.ts';
import { PaneStack, type PaneEdge } from './pane-stack.ts';
import { candlePoint, hasValue, volumePoint, type Bound } from './series.ts';

/** Rows appended one by one; more at once are cheaper set as a block (measured: 17 rows cost as much as 400). */
const APPEND_AT_MOST = 16;
/** Rows that may pile up while playing before the oldest are let go. */
const SURPLUS = 2_500;
/** How long after a touch a change of zoom is taken for the reader's doing: wheels and flings run on. */
const HAND_MS = 700;

export interface ChartEvents {
  /** The bar under the pointer, or null. */
  hover(row: number | null): void;
  /** How many rows to the left of the cursor the view needs. */
  reach(rows: number): void;
  /** A bar was double-clicked. */
  pick(row: number): void;
  /** Bars in view changed by hand. */
  zoom(bars: number): void;
  /** The cursor went out of view by panning, or came back. */
  away(away: boolean): void;
  /** Top edge and height of every pane, in pixels. */
  panes(edges: PaneEdge[]): void;
}

export interface PriceLevel {
  title: string;
  price: number;
  tone: 'up' | 'down' | 'muted';
}

/** The time chart of one lane: price, volume, signals and trades, and any metrics in panes below. */
export class MarketChart {
  readonly #chart: IChartApi;
  readonly #events: ChartEvents;
  readonly #shown: ShownRows = { source: null, from: 0, to: 0 };
  readonly #candles: ISeriesApi<'Candlestick'>;
  readonly #fixed: Bound[];
  readonly #signals: SignalMarks;
  readonly #trades: TradeMarks;
  readonly #heat: HeatMarks;
  readonly #stack: PaneStack;
  #levels: IPriceLine[] = [];
  #levelsKey = '';
  #palette = readPalette();
  #openTime: (row: number) => number = (row) => row;
  #cursorText = '';
  #load = 600;
  #bars = 0;
  /** When the reader last had a hand on the chart. */
  #touched = -Infinity;

  constructor(element: HTMLElement, events: ChartEvents) {
    this.#events = events;
    this.#chart = createChart(element, baseOptions());
    const palette = (): Palette => this.#palette;
    this.#candles = this.#chart.addSeries(CandlestickSeries, {
      priceLineVisible: false,
      borderVisible: false,
    });
    const volume = this.#chart.addSeries(HistogramSeries, {
      priceScaleId: 'volume',
      priceLineVisible: false,
      lastValueVisible: false,
    });
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    this.#fixed = [
      {
        series: this.#candles as ISeriesApi<SeriesType>,
        point: candlePoint,
        recolour: () => this.#paintCandles(),
      },
      { series: volume as ISeriesApi<SeriesType>, point: volumePoint, recolour: () => undefined },
    ];
    this.#signals = new SignalMarks(this.#shown, palette);
    this.#trades = new TradeMarks(this.#shown, palette);
    this.#heat = new HeatMarks(palette);
    this.#candles.attachPrimitive(this.#heat);
    this.#candles.attachPrimitive(this.#trades);
    this.#candles.attachPrimitive(this.#signals);
    this.#candles.attachPrimitive(new CursorLabel(this.#shown, palette, () => this.#cursorText));
    this.#chart.subscribeCrosshairMove((move) => events.hover(this.#rowOf(move)));
    this.#chart.subscribeDblClick((click) => this.#picked(click));
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#ranged(range));
    this.#stack = new PaneStack(this.#chart, this.#shown, palette, (edges) => events.panes(edges));
    const touch = (event: Event): void => {
      if (!(event instanceof PointerEvent) || event.buttons > 0) this.#touched = performance.now();
    };
    // Before the library hears of it, which acts at once.
    for (const name of ['wheel', 'pointerdown', 'pointermove', 'touchmove', 'dblclick']) {
      element.addEventListener(name, touch, { passive: true, capture: true });
    }
    this.recolour();
  }

  /** Builds the panes and overlays of a layout. */
  layout(layout: Layout): void {
    this.#stack.build(layout);
    this.recolour();
  }

  /** Shows a lane up to its cursor; appends where that is possible. */
  show(source: RowSource, cursor: number, clock: { openTime: (row: number) => number; text: string }): void {
    this.#openTime = clock.openTime;
    this.#cursorText = clock.text;
    const to = Math.min(cursor + 1, source.to);
    const from = Math.max(source.from, to - this.#load);
    const shown = this.#shown;
    const forward = to - shown.to;
    const continues = source === shown.source && shown.from >= source.from && shown.to > shown.from;
    const fits = from >= shown.from || shown.from === source.from;
    if (continues && forward === 0 && fits) return this.#refresh();
    if (
      continues &&
      forward > 0 &&
      forward <= APPEND_AT_MOST &&
      fits &&
      to - shown.from < this.#load + SURPLUS
    ) {
      return this.#append(to);
    }
    const nearby = forward < 0 && -forward <= APPEND_AT_MOST && to > from;
    if (continues && fits && nearby && this.#retract(to)) return;
    this.#set(source, from, to);
  }

  signals(wanted: number): void {
    this.#signals.wanted = wanted;
    this.#signals.refresh();
  }

  trades(trades: readonly TradeLine[]): void {
    this.#trades.set(trades);
  }

  /** Horizontal lines on the price: entry, stop and target of the open position. */
  levels(levels: readonly PriceLevel[]): void {
    const key = JSON.stringify([levels, this.#palette.muted, this.#palette.up]);
    if (key === this.#levelsKey) return;
    this.#levelsKey = key;
    for (const line of this.#levels) this.#candles.removePriceLine(line);
    this.#levels = levels.map((level) =>
      this.#candles.createPriceLine({
        price: level.price,
        title: level.title,
        color: this.#palette[level.tone],
        lineWidth: 1,
        lineStyle: LineStyle.LargeDashed,
        axisLabelVisible: true,
      }),
    );
  }

  /** Prices at which much was liquidated, as bars at the right edge. */
  heat(levels: readonly LiquidationLevel[]): void {
    this.#heat.set(levels);
  }

  zone(zone: Zone): void {
    this.#chart.applyOptions(zoneOptions(zone));
  }

  /** How many bars are in view. */
  bars(count: number): void {
    if (count === this.#bars || count <= 0) return;
    this.#bars = count;
    this.#fit();
  }

  /** Back to the cursor after panning away. */
  home(): void {
    this.#chart.timeScale().scrollToPosition(RIGHT_OFFSET, false);
  }

  /** Reads the design tokens anew: the theme or the colour pair changed. */
  recolour(): void {
    this.#palette = readPalette();
    this.#chart.applyOptions(colourOptions(this.#palette));
    for (const bound of this.#all()) bound.recolour(this.#palette);
    this.#replace();
  }

  picture(): HTMLCanvasElement {
    const picture = this.#chart.takeScreenshot(true, false);
    this.#stack.entitle(picture);
    return picture;
  }

  destroy(): void {
    this.#stack.destroy();
    this.#chart.remove();
  }

  #fit(): void {
    const scale = this.#chart.timeScale();
    const barSpacing = scale.width() / (this.#bars + RIGHT_OFFSET);
    if (barSpacing > 0 && this.#bars > 0) scale.applyOptions({ barSpacing });
  }

  #all(): readonly Bound[] {
    return [...this.#fixed, ...this.#stack.series];
  }

  #paintCandles(): void {
    const { up, down } = this.#palette;
    this.#candles.applyOptions({ upColor: up, downColor: down, wickUpColor: up, wickDownColor: down });
  }

  #points(bound: Bound, from: number, to: number): void {
    const { source } = this.#shown;
    if (!source) return;
    const points = [];
    for (let row = from; row < to; row++)
      points.push(bound.point(source, row, this.#time(row), this.#palette));
    bound.series.setData(points as never);
  }

  #set(source: RowSource, from: number, to: number): void {
    const scale = this.#chart.timeScale();
    const position = scale.scrollPosition();
    const jumped = to !== this.#shown.to || source !== this.#shown.source;
    Object.assign(this.#shown, { source, from, to });
    this.#precision();
    for (const bound of this.#all()) this.#points(bound, from, to);
    if (jumped) scale.scrollToPosition(position < 0 ? RIGHT_OFFSET : position, false);
  }

  #append(to: number): void {
    const { source } = this.#shown;
    if (!source) return;
    const first = this.#shown.to;
    this.#shown.to = to;
    const all = this.#all();
    for (let row = first; row < to; row++) {
      const time = this.#time(row);
      for (const bound of all) bound.series.update(bound.point(source, row, time, this.#palette) as never);
    }
  }

  /** Takes the last rows back; false where one of them is a hole of some series, which the library cannot take back. */
  #retract(to: number): boolean {
    const { source, to: end } = this.#shown;
    const all = this.#all();
    for (let row = to; row < end; row++) {
      for (const bound of all) {
        if (!source || !hasValue(bound.point(source, row, this.#time(row), this.#palette))) return false;
      }
    }
    const scale = this.#chart.timeScale();
    const position = scale.scrollPosition();
    this.#shown.to = to;
    for (const bound of all) bound.series.pop(end - to);
    if (scale.scrollPosition() !== position) scale.scrollToPosition(position, false);
    return true;
  }

  #replace(): void {
    const { source, from, to } = this.#shown;
    if (source) this.#set(source, from, to);
  }

  #refresh(): void {
    this.#signals.refresh();
  }

  #precision(): void {
    const { source, to } = this.#shown;
    const last = source?.value('close', to - 1) ?? NaN;
    const minMove = 10 ** -priceDigits(last);
    this.#candles.applyOptions({ priceFormat: { type: 'custom', formatter: price, minMove } });
  }

  #time(row: number): UTCTimestamp {
    return (this.#openTime(row) / 1000) as UTCTimestamp;
  }

  #rowOf(move: MouseEventParams): number | null {
    if (move.logical === undefined || !move.point) return null;
    const row = this.#shown.from + (move.logical as Logical);
    return row >= this.#shown.from && row < this.#shown.to ? row : null;
  }

  #picked(click: MouseEventParams): void {
    const row = this.#rowOf(click);
    if (row !== null) this.#events.pick(row);
  }

  #ranged(range: LogicalRange | null): void {
    if (!range) return;
    const scale = this.#chart.timeScale();
    const bars = Math.round(scale.width() / scale.options().barSpacing) - RIGHT_OFFSET;
    const cursor = this.#shown.to - this.#shown.from;
    const seen = Math.ceil(cursor - range.from);
    // The chart is given what is in view and a little more; twice as much is kept at hand for panning.
    this.#load = Math.max(100, Math.ceil((seen * 1.2 + 20) / 100) * 100);
    this.#events.reach(Math.ceil(seen + (range.to - range.from)));
    this.#events.away(range.to < cursor - 1);
    if (bars <= 0 || bars === this.#bars) return;
    // Only a hand changes how many bars are in view; a chart that was given another width shows the same ones.
    if (performance.now() - this.#touched > HAND_MS) return this.#fit();
    this.#bars = bars;
    this.#events.zoom(bars);
  }
}
