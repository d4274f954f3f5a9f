import type { IChartApi } from 'lightweight-charts';
import { CursorLine } from './marks/cursor-line.ts';
import type { ShownRows } from './marks/source.ts';
import type { Layout } from './pane-specs.ts';
import { SANS, type Palette } from './palette.ts';
import { addLevels, addSeries, type Bound } from './series.ts';

/** Heights relative to one another. */
const PRICE_SHARE = 2.6;
const PANE_SHARE = 0.72;

export interface PaneEdge {
  top: number;
  height: number;
}

/** The panes below the price and the overlays on it: their series, their amber line, where their edges are. */
export class PaneStack {
  readonly #chart: IChartApi;
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;
  readonly #onEdges: (edges: PaneEdge[]) => void;
  readonly #resize: ResizeObserver;
  #series: Bound[] = [];
  #lines = 0;
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

  get series(): readonly Bound[] {
    return this.#series;
  }

  build(layout: Layout): void {
    this.#titles = layout.panes.map((pane) => pane.title);
    for (const bound of this.#series) this.#chart.removeSeries(bound.series);
    this.#series = layout.overlays.map((overlay) => addSeries(this.#chart, overlay, 0, 0.01));
    layout.panes.forEach((pane, k) => {
      const added = pane.series.map((spec) => addSeries(this.#chart, spec, k + 1, pane.minMove));
      addLevels(added[0], pane, this.#palette());
      this.#series.push(...added);
    });
    this.#share();
    this.#drawLines();
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

  #share(): void {
    const [price, ...below] = this.#chart.panes();
    price?.setStretchFactor(below.length > 0 ? PRICE_SHARE : 1);
    for (const pane of below) pane.setStretchFactor(PANE_SHARE);
  }

  /** One amber line per pane; panes that were removed took theirs with them. */
  #drawLines(): void {
    const panes = this.#chart.panes();
    for (const pane of panes.slice(this.#lines)) {
      pane.attachPrimitive(new CursorLine(this.#shown, this.#palette));
    }
    this.#lines = panes.length;
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
