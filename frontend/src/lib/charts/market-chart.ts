import {
  createChart,
  LineStyle,
  type IChartApi,
  type IPriceLine,
  type ISeriesApi,
  type Logical,
  type LogicalRange,
  type MouseEventParams,
} from 'lightweight-charts';
import type { Zone } from '$lib/format/time.ts';
import type { LiquidationLevel } from '@hindcast/engine/wire';
import { CursorLabel, CursorLine } from './marks/cursor-line.ts';
import type { ChartMarks } from './marks/chart-marks.ts';
import { HeatMarks } from './marks/heat-marks.ts';
import { SignalMarks } from './marks/signal-marks.ts';
import type { RowSource, RowSpan, ShownRows } from './marks/source.ts';
import { TradeMarks, type TradeLine } from './marks/trade-marks.ts';
import { baseOptions, colourOptions, RIGHT_OFFSET, zoneOptions } from './options.ts';
import type { Layout } from './layout.ts';
import { readPalette, type Palette } from './palette.ts';
import { PaneStack, type PaneEdge } from './pane-stack.ts';
import { ChartClock } from './chart-clock.ts';
import { VolumePlot } from './plots/bar-plots.ts';
import { CandlePlot } from './plots/candle-plot.ts';
import { groundFor } from './plots/ground.ts';
import type { Plot } from './plots/plot.ts';

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
  readonly #price: ISeriesApi<'Line'>;
  /** What stands on the price: candles, and the overlays of the layout. */
  readonly #plots: Plot[];
  readonly #signals: SignalMarks;
  readonly #trades: TradeMarks;
  readonly #heat: HeatMarks;
  /** What lies over the bars and over the overlays, from the bottom up. */
  readonly #over: readonly ChartMarks[];
  readonly #stack: PaneStack;
  #levels: IPriceLine[] = [];
  #levelsKey = '';
  #palette = readPalette();
  readonly #clock: ChartClock;
  #cursorText = '';
  #bars = 0;
  /** Whether the pointer is over this chart. */
  #inside = false;
  /** When the reader last had a hand on the chart. */
  #touched = -Infinity;
  /** When the zoom of a hand becomes one of whole bars. */
  #rest: ReturnType<typeof setTimeout> | undefined;

  /** @param marked whether the library's mark stands in this chart */
  constructor(element: HTMLElement, events: ChartEvents, marked: boolean) {
    this.#events = events;
    this.#chart = createChart(element, baseOptions(marked));
    const palette = (): Palette => this.#palette;
    const shown = this.#shown;
    this.#plots = [new CandlePlot(shown, palette)];
    this.#price = groundFor(this.#chart, shown, this.#plots, {});
    const volume = groundFor(this.#chart, shown, [new VolumePlot(shown, palette)], {
      priceScaleId: 'volume',
    });
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    volume.setSeriesOrder(0);
    this.#clock = new ChartClock(this.#chart, shown, this.#price, () => [volume, ...this.#stack.grounds]);
    this.#clock.onSettled = () => this.#ranged(this.#chart.timeScale().getVisibleLogicalRange());
    this.#signals = new SignalMarks(this.#shown, palette);
    this.#trades = new TradeMarks(this.#shown, palette);
    this.#heat = new HeatMarks(palette);
    this.#price.attachPrimitive(this.#heat);
    this.#over = [this.#trades, this.#signals, new CursorLine(this.#shown, palette)];
    for (const marks of this.#over) this.#price.attachPrimitive(marks);
    this.#price.attachPrimitive(new CursorLabel(this.#shown, palette, () => this.#cursorText));
    // A crosshair that was put here by another chart moves with the bars: that is nobody's pointer.
    this.#chart.subscribeCrosshairMove((move) => {
      element.toggleAttribute('data-crosshair', move.point !== undefined);
      events.hover(this.#inside ? this.#rowOf(move) : null);
    });
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
    element.addEventListener('pointerenter', () => (this.#inside = true), { capture: true });
    element.addEventListener('pointerleave', () => {
      this.#inside = false;
      events.hover(null);
    });
    this.recolour();
  }

  /** Builds the panes and overlays of a layout. */
  layout(layout: Layout): void {
    for (const gone of [...this.#plots.splice(1), ...this.#over]) this.#price.detachPrimitive(gone);
    this.#stack.build(layout);
    for (const drawn of [...this.#stack.overlays, ...this.#over]) this.#price.attachPrimitive(drawn);
    this.#plots.push(...this.#stack.overlays);
    this.#clock.rewind();
  }

  /** Shows a lane up to its cursor; appends where that is possible. */
  show(source: RowSource, cursor: number, clock: { openTime: (row: number) => number; text: string }): void {
    this.#cursorText = clock.text;
    this.#clock.show(source, cursor, clock.openTime);
  }

  /** Puts the crosshair on a bar, as another chart's stands there; null takes it away. */
  point(row: number | null): void {
    const { source, from, to } = this.#shown;
    const close = row === null || row < from || row >= to ? NaN : (source?.value('close', row) ?? NaN);
    if (row !== null && Number.isFinite(close)) {
      this.#chart.setCrosshairPosition(close, this.#clock.time(row), this.#price);
    } else this.#chart.clearCrosshairPosition();
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
    for (const line of this.#levels) this.#price.removePriceLine(line);
    this.#levels = levels.map((level) =>
      this.#price.createPriceLine({
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
    this.#clock.home();
  }

  /** The rows of which more than half a bar is in view, wherever it was panned to; null while nothing is drawn. */
  view(): RowSpan | null {
    const seen = this.#chart.timeScale().getVisibleLogicalRange();
    if (!seen || !this.#shown.source) return null;
    const { from, to, source } = this.#shown;
    const first = Math.max(from, source.from, from + Math.ceil(seen.from - 0.5));
    return { from: first, to: Math.max(first, Math.min(to, from + Math.floor(seen.to + 0.5) + 1)) };
  }

  /** Reads the design tokens anew: the theme or the colour pair changed. */
  recolour(): void {
    this.#palette = readPalette();
    this.#chart.applyOptions(colourOptions(this.#palette));
  }

  picture(): HTMLCanvasElement {
    const picture = this.#chart.takeScreenshot(true, false);
    this.#stack.entitle(picture);
    return picture;
  }

  destroy(): void {
    clearTimeout(this.#rest);
    this.#stack.destroy();
    this.#chart.remove();
  }

  #fit(): void {
    const scale = this.#chart.timeScale();
    const { barSpacing: now, minBarSpacing } = scale.options();
    const barSpacing = Math.max(minBarSpacing, scale.width() / (this.#bars + RIGHT_OFFSET));
    // Told anew, the chart is laid out and drawn twice: not at every bar, only because more are wanted than there is room for.
    if (scale.width() > 0 && this.#bars > 0 && Math.abs(barSpacing - now) > 1e-9)
      scale.applyOptions({ barSpacing });
  }

  #rowOf(move: MouseEventParams): number | null {
    if (move.logical === undefined || !move.point) return null;
    const row = this.#shown.from + (move.logical as Logical);
    const { from, to, source } = this.#shown;
    return row >= Math.max(from, source?.from ?? 0) && row < to ? row : null;
  }

  #picked(click: MouseEventParams): void {
    const row = this.#rowOf(click);
    if (row !== null) this.#events.pick(row);
  }

  #ranged(range: LogicalRange | null): void {
    if (!range || !this.#clock.settled) return;
    const scale = this.#chart.timeScale();
    const bars = Math.round(scale.width() / scale.options().barSpacing) - RIGHT_OFFSET;
    const cursor = this.#shown.to - this.#shown.from;
    const seen = Math.ceil(cursor - range.from);
    // The chart is given what is in view and a little more; twice as much is kept at hand for panning.
    this.#clock.load = Math.max(100, Math.ceil((seen * 1.2 + 20) / 100) * 100);
    this.#events.reach(Math.ceil(seen + (range.to - range.from)));
    if (this.#clock.short) requestAnimationFrame(() => this.#clock.short && this.#clock.rewind());
    this.#events.away(range.to < cursor - 1);
    if (bars <= 0 || bars === this.#bars) return;
    // Only a hand changes how many bars are in view; a chart that was given another width shows the same ones.
    if (performance.now() - this.#touched > HAND_MS) return this.#fit();
    this.#bars = bars;
    this.#events.zoom(bars);
    // A link tells whole bars: once the hand rests, the chart shows as many as the one that the link opens.
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#fit(), HAND_MS);
  }
}
