import { LineStyle, type IChartApi, type ISeriesApi } from 'lightweight-charts';
import { CursorLine } from './marks/cursor-line.ts';
import type { ShownRows } from './marks/source.ts';
import type { Layout, Pane, ShownSeries } from './layout.ts';
import { SANS, type Palette } from './palette.ts';
import { SignedPlot } from './plots/bar-plots.ts';
import { groundFor } from './plots/ground.ts';
import { LinePlot } from './plots/line-plot.ts';
import type { Plot } from './plots/plot.ts';

/** Heights relative to one another. */
const PRICE_SHARE = 2.6;
const PANE_SHARE = 0.72;

/** The faint lines at the levels of a pane. */
const LEVEL = { lineWidth: 1, lineStyle: LineStyle.Dotted, axisLabelVisible: false, title: '' } as const;

export interface PaneEdge {
  top: number;
  height: number;
}

/** Numbers on an axis carry no plus; a state's words would be wider than the chart. */
const axisFormat =
  ({ view, states }: ShownSeries) =>
  (value: number): string =>
    states ? String(Math.round(value * 100) / 100) : view.show(value).replace(/^\+/, '');

/** The panes below the price and the overlays on it: their series, their amber line, where their edges are. */
export class PaneStack {
  readonly #chart: IChartApi;
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;
  readonly #onEdges: (edges: PaneEdge[]) => void;
  readonly #resize: ResizeObserver;
  #grounds: readonly ISeriesApi<'Line'>[] = [];
  #overlays: readonly Plot[] = [];
  #titles: readonly string[] = [];
  #edges: readonly PaneEdge[] = [];

  constructor(
    chart: IChartApi,
    shown: ShownRows,
    palette: () => Palette,
    onEdges: (edges: PaneEdge[]) => void,
  ) {
    this.#chart = chart;
    this.#shown = shown;
    this.#palette = palette;
    this.#onEdges = onEdges;
    this.#resize = new ResizeObserver(() => this.#measure());
  }

  /** What the plots of each pane stand on, from the top down. */
  get grounds(): readonly ISeriesApi<'Line'>[] {
    return this.#grounds;
  }
  /** Plots that lie over the price. */
  get overlays(): readonly Plot[] {
    return this.#overlays;
  }

  build(layout: Layout): void {
    this.#titles = layout.panes.map((pane) => pane.title);
    for (const ground of this.#grounds) this.#chart.removeSeries(ground);
    this.#overlays = layout.overlays.map((overlay) => this.#plot(overlay));
    this.#grounds = layout.panes.map((pane, k) => this.#ground(pane, k + 1));
    this.#share();
    requestAnimationFrame(() => this.#observe());
  }

  /** Writes the panes' titles onto a picture of the chart: on the page they are texts above it. */
  entitle(picture: HTMLCanvasElement): void {
    const pen = picture.getContext('2d');
    if (!pen) return;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.font = `12px ${SANS}`;
    pen.textBaseline = 'top';
    pen.fillStyle = this.#palette().faint;
    this.#titles.forEach((title, k) => pen.fillText(title, 12, (this.#edges[k + 1]?.top ?? 0) + 7));
  }

  destroy(): void {
    this.#resize.disconnect();
  }

  #plot(spec: ShownSeries): Plot {
    return spec.kind === 'signed'
      ? new SignedPlot(this.#shown, this.#palette, spec.column)
      : new LinePlot(this.#shown, this.#palette, spec);
  }

  #ground({ series, minMove, levels = [] }: Pane, pane: number): ISeriesApi<'Line'> {
    const plots = series.map((spec) => this.#plot(spec));
    const priceFormat = { type: 'custom', formatter: axisFormat(series[0]), minMove } as const;
    const ground = groundFor(this.#chart, this.#shown, plots, { priceFormat }, pane);
    ground.attachPrimitive(new CursorLine(this.#shown, this.#palette));
    // Panes leave room for their caption.
    ground.priceScale().applyOptions({ scaleMargins: { top: 0.3, bottom: 0.08 } });
    for (const price of levels)
      ground.createPriceLine({ ...LEVEL, price, color: this.#palette().lineStrong });
    return ground;
  }

  #share(): void {
    const [price, ...below] = this.#chart.panes();
    price?.setStretchFactor(below.length > 0 ? PRICE_SHARE : 1);
    for (const pane of below) pane.setStretchFactor(PANE_SHARE);
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
    this.#edges = edges;
    this.#onEdges(edges);
  }
}
