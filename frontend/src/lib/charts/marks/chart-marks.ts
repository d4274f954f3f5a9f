import {
  MismatchDirection,
  type IChartApi,
  type IPrimitivePaneRenderer,
  type ISeriesApi,
  type ISeriesPrimitive,
  type Logical,
  type SeriesAttachedParameter,
  type SeriesType,
  type Time,
} from 'lightweight-charts';
import { steady } from '../plots/rows-on.ts';

type PaneView = NonNullable<ReturnType<NonNullable<ISeriesPrimitive<Time>['paneViews']>>>[number];
export type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];
export type Context = CanvasRenderingContext2D;

/** Something that is drawn on a series, over or under it: how it gets there, and where a row and a value stand. */
export abstract class ChartMarks implements ISeriesPrimitive<Time> {
  protected chart: IChartApi | undefined;
  protected series: ISeriesApi<SeriesType> | undefined;
  readonly #views: readonly PaneView[];
  #request: (() => void) | undefined;

  constructor(zOrder: 'top' | 'normal' | 'bottom') {
    const renderer = { draw: (target: Target): void => this.draw(target) };
    this.#views = [{ zOrder: () => zOrder, renderer: () => renderer }];
  }

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time>): void {
    this.chart = chart as IChartApi;
    this.series = series as ISeriesApi<SeriesType>;
    this.#request = requestUpdate;
  }
  detached(): void {
    this.#request = undefined;
  }
  paneViews(): readonly PaneView[] {
    return this.#views;
  }

  protected abstract draw(target: Target): void;

  /**
   * Asks for being drawn again. A series that is told its last point once more is drawn in one frame; the library's own request
   * also lays the chart out, and takes two.
   */
  protected redraw(): void {
    const last = this.series?.dataByIndex(Number.MAX_SAFE_INTEGER, MismatchDirection.NearestLeft);
    if (last) this.series?.update(last);
    else this.#request?.();
  }

  /** Where a value stands at a logical index of the chart; null where that is nowhere. */
  protected place(index: number, value: number): { x: number; y: number } | null {
    const x = this.chart?.timeScale().logicalToCoordinate(index as Logical) ?? null;
    const y = this.series?.priceToCoordinate(value) ?? null;
    return x === null || y === null ? null : { x: steady(x), y };
  }
}
