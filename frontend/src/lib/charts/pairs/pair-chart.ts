import {
  createChart,
  LineSeries,
  LineStyle,
  LineType,
  PriceScaleMode,
  type AutoscaleInfo,
  type IChartApi,
  type ISeriesApi,
  type Logical,
  type LogicalRange,
  type MouseEventParams,
  type SeriesType,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Zone } from '$lib/format/time.ts';
import { CursorLabel, CursorLine } from '../marks/cursor-line.ts';
import type { RowSource, ShownRows } from '../marks/source.ts';
import { baseOptions, colourOptions, RIGHT_OFFSET, zoneOptions } from '../options.ts';
import { readPalette, withAlpha, type Palette } from '../palette.ts';
import type { PaneEdge } from '../pane-stack.ts';
import { BandFill } from './band-fill.ts';
import type { PairPane, PairSeries } from './pair-panes.ts';
import { SpreadMarks, type SpreadTrade } from './spread-marks.ts';

/** Rows appended one by one; more at once are cheaper set as a block. */
const APPEND_AT_MOST = 12;
/** Rows beyond the view that are kept at hand for panning. */
const SPARE = 200;

export interface PairChartEvents {
  /** The bar under the pointer, or null. */
  hover(row: number | null): void;
  /** A bar was double-clicked. */
  pick(row: number): void;
  /** The cursor went out of view by panning, or came back. */
  away(away: boolean): void;
  /** Top edge and height of every pane, in pixels. */
  panes(edges: PaneEdge[]): void;
}

interface Drawn {
  spec: PairSeries;
  series: ISeriesApi<SeriesType>;
}

/** Everything a pair says over time, in panes under one another, up to the time cursor. */
export class PairChart {
  readonly #chart: IChartApi;
  readonly #events: PairChartEvents;
  readonly #shown: ShownRows = { source: null, from: 0, to: 0 };
  readonly #resize: ResizeObserver;
  #drawn: Drawn[] = [];
  #marks: SpreadMarks | undefined;
  #trades: readonly SpreadTrade[] = [];
  #palette = readPalette();
  #openTime: (row: number) => number = (row) => row;
  #cursorText = '';
  #load = 800;
  #built = '';
  #lines = 0;

  constructor(element: HTMLElement, events: PairChartEvents) {
    this.#events = events;
    this.#chart = createChart(element, baseOptions());
    this.#chart.applyOptions({ timeScale: { barSpacing: 2.2, minBarSpacing: 0.2 } });
    this.#chart.subscribeCrosshairMove((move) => events.hover(this.#rowOf(move)));
    this.#chart.subscribeDblClick((click) => {
      const row = this.#rowOf(click);
      if (row !== null) events.pick(row);
    });
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange((range) => this.#ranged(range));
    this.#resize = new ResizeObserver(() => this.#measure());
    this.recolour();
  }

  /** Builds the panes; those that are there already stay as they are. */
  panes(panes: readonly PairPane[]): void {
    const key = JSON.stringify(panes);
    if (key === this.#built) return;
    this.#built = key;
    for (const { series } of this.#drawn) this.#chart.removeSeries(series);
    // Panes that are left without a series are gone, and their amber lines with them.
    this.#lines = Math.min(this.#lines, this.#chart.panes().length);
    this.#drawn = panes.flatMap((pane, k) => this.#build(pane, k));
    this.#chart.panes().forEach((pane, k) => {
      pane.setStretchFactor(panes[k]?.share ?? 1);
      if (k >= this.#lines) pane.attachPrimitive(new CursorLine(this.#shown, () => this.#palette));
    });
    this.#lines = this.#chart.panes().length;
    this.recolour();
    const { source, from, to } = this.#shown;
    if (source) this.#set(source, from, to);
    requestAnimationFrame(() => this.#observe());
  }

  /** Shows the rows up to the cursor; appends where that is possible. */
  show(source: RowSource, cursor: number, clock: { openTime: (row: number) => number; text: string }): void {
    this.#openTime = clock.openTime;
    this.#cursorText = clock.text;
    const to = cursor + 1;
    const from = Math.max(source.from, to - this.#load);
    const forward = to - this.#shown.to;
    const continues = source === this.#shown.source && forward >= 0 && forward <= APPEND_AT_MOST;
    if (continues && this.#shown.to > this.#shown.from && from >= this.#shown.from) this.#append(to);
    else this.#set(source, from, to);
  }

  trades(trades: readonly SpreadTrade[]): void {
    this.#trades = trades;
    this.#marks?.set(trades);
  }

  zone(zone: Zone): void {
    this.#chart.applyOptions(zoneOptions(zone));
  }

  /** How many bars are in view. */
  bars(count: number): void {
    const scale = this.#chart.timeScale();
    const barSpacing = scale.width() / (count + RIGHT_OFFSET);
    if (barSpacing > 0) scale.applyOptions({ barSpacing });
  }

  /** Back to the cursor after panning away. */
  home(): void {
    this.#chart.timeScale().scrollToPosition(RIGHT_OFFSET, false);
  }

  /** Reads the design tokens anew. */
  recolour(): void {
    this.#palette = readPalette();
    this.#chart.applyOptions(colourOptions(this.#palette));
    for (const { spec, series } of this.#drawn) {
      const colour = this.#palette[spec.colour];
      const baseLineColor = this.#palette.lineStrong;
      series.applyOptions({ color: spec.faint ? withAlpha(colour, 0.75) : colour, baseLineColor });
    }
  }

  picture(): HTMLCanvasElement {
    return this.#chart.takeScreenshot(true, false);
  }

  destroy(): void {
    this.#resize.disconnect();
    this.#chart.remove();
  }

  #build(pane: PairPane, at: number): Drawn[] {
    const palette = (): Palette => this.#palette;
    const priceFormat = { type: 'custom', formatter: pane.format, minMove: 1e-9 } as const;
    const drawn = pane.series.map((spec): Drawn => {
      const options = {
        priceFormat,
        priceLineVisible: false,
        lastValueVisible: false,
        baseLineStyle: LineStyle.Dotted,
        crosshairMarkerRadius: 3,
        lineWidth: spec.width ?? 1,
        lineStyle: spec.dashed ? LineStyle.Dashed : LineStyle.Solid,
        lineType: spec.steps ? LineType.WithSteps : LineType.Simple,
        crosshairMarkerVisible: !spec.faint,
      } as const;
      const series = this.#chart.addSeries(LineSeries, options, at) as unknown as ISeriesApi<SeriesType>;
      return { spec, series };
    });
    const [{ series }] = drawn;
    series.priceScale().applyOptions({
      mode: pane.percent ? PriceScaleMode.Percentage : PriceScaleMode.Normal,
      scaleMargins: { top: 0.22, bottom: 0.08 },
    });
    for (const band of pane.bands ?? []) {
      series.attachPrimitive(new BandFill(this.#shown, palette, band.columns, band));
    }
    this.#levels(series, pane);
    if (at === 0) {
      series.attachPrimitive(new CursorLabel(this.#shown, palette, () => this.#cursorText));
    }
    if (pane.id === 'spread') {
      this.#marks = new SpreadMarks(this.#shown, palette);
      series.attachPrimitive(this.#marks);
      this.#marks.set(this.#trades);
    }
    return drawn;
  }

  /** Lines across a pane; its axis always reaches those with a title. */
  #levels(series: ISeriesApi<SeriesType>, { levels = [] }: PairPane): void {
    if (levels.length === 0) return;
    for (const { value, title } of levels) {
      series.createPriceLine({
        price: value,
        title,
        color: this.#palette.faint,
        lineWidth: 1,
        lineStyle: LineStyle.Dotted,
        axisLabelVisible: title !== '',
        axisLabelColor: this.#palette.raised,
        axisLabelTextColor: this.#palette.muted,
      });
    }
    const values = levels.filter(({ title }) => title !== '').map(({ value }) => value);
    series.applyOptions({
      autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
        const info = original();
        if (!info?.priceRange) return info;
        const minValue = Math.min(info.priceRange.minValue, ...values);
        const maxValue = Math.max(info.priceRange.maxValue, ...values);
        return { ...info, priceRange: { minValue, maxValue } };
      },
    });
  }

  #set(source: RowSource, from: number, to: number): void {
    const scale = this.#chart.timeScale();
    const position = scale.scrollPosition();
    const moved = to !== this.#shown.to || source !== this.#shown.source;
    Object.assign(this.#shown, { source, from, to });
    for (const { spec, series } of this.#drawn) {
      const points = [];
      for (let row = from; row < to; row++) points.push(this.#point(source, spec.column, row));
      series.setData(points as never);
    }
    if (moved) scale.scrollToPosition(position < 0 ? RIGHT_OFFSET : position, false);
  }

  #append(to: number): void {
    const { source, to: first } = this.#shown;
    if (!source) return;
    this.#shown.to = to;
    for (let row = first; row < to; row++) {
      for (const { spec, series } of this.#drawn)
        series.update(this.#point(source, spec.column, row) as never);
    }
  }

  #point(source: RowSource, column: string, row: number): { time: UTCTimestamp; value?: number } {
    const time = (this.#openTime(row) / 1000) as UTCTimestamp;
    const value = source.value(column, row);
    return Number.isFinite(value) ? { time, value } : { time };
  }

  #rowOf(move: MouseEventParams): number | null {
    if (move.logical === undefined || !move.point) return null;
    const row = this.#shown.from + (move.logical as Logical);
    return row >= this.#shown.from && row < this.#shown.to ? row : null;
  }

  #ranged(range: LogicalRange | null): void {
    if (!range) return;
    const { source, from, to } = this.#shown;
    const cursor = to - from;
    this.#events.away(range.to < cursor - 1);
    this.#load = Math.max(300, Math.ceil((cursor - range.from + SPARE) / 100) * 100);
    if (source && range.from < 10 && from > source.from) {
      // After this event: the library is still at its work.
      queueMicrotask(() => this.#set(source, Math.max(source.from, to - this.#load), to));
    }
  }

  #observe(): void {
    this.#resize.disconnect();
    for (const pane of this.#chart.panes()) {
      const element = pane.getHTMLElement();
      if (element) this.#resize.observe(element);
    }
  }

  #measure(): void {
    const box = this.#chart.chartElement().getBoundingClientRect();
    const edges = this.#chart.panes().flatMap((pane) => {
      const rect = pane.getHTMLElement()?.getBoundingClientRect();
      return rect ? [{ top: rect.top - box.top, height: rect.height }] : [];
    });
    this.#events.panes(edges);
  }
}
