import type {
  IChartApi,
  IPrimitivePaneRenderer,
  ISeriesApi,
  ISeriesPrimitive,
  Logical,
  SeriesAttachedParameter,
  SeriesType,
  Time,
} from 'lightweight-charts';
import { withAlpha, type Colour, type Palette } from '../palette.ts';
import type { ShownRows } from '../marks/source.ts';

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];
type PaneView = NonNullable<ReturnType<NonNullable<ISeriesPrimitive<Time>['paneViews']>>>[number];

/** Fills what lies between two columns, behind the series that it is attached to. Holes leave a gap. */
export class BandFill implements ISeriesPrimitive<Time> {
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;
  readonly #columns: readonly [low: string, high: string];
  readonly #look: { colour: Colour; alpha: number };
  #chart: IChartApi | undefined;
  #series: ISeriesApi<SeriesType> | undefined;
  readonly #views: readonly PaneView[] = [
    { zOrder: () => 'bottom' as const, renderer: () => ({ draw: this.#draw }) },
  ];

  constructor(
    shown: ShownRows,
    palette: () => Palette,
    columns: readonly [low: string, high: string],
    look: { colour: Colour; alpha: number },
  ) {
    this.#shown = shown;
    this.#palette = palette;
    this.#columns = columns;
    this.#look = look;
  }

  attached({ chart, series }: SeriesAttachedParameter<Time>): void {
    this.#chart = chart as IChartApi;
    this.#series = series as ISeriesApi<SeriesType>;
  }
  paneViews(): readonly PaneView[] {
    return this.#views;
  }

  #draw = (target: Target): void => {
    const range = this.#chart?.timeScale().getVisibleLogicalRange();
    const { source, from, to } = this.#shown;
    if (!range || !source) return;
    const first = Math.max(from, from + Math.floor(range.from) - 1);
    const last = Math.min(to, from + Math.ceil(range.to) + 2);
    target.useMediaCoordinateSpace(({ context }) => {
      context.fillStyle = withAlpha(this.#palette()[this.#look.colour], this.#look.alpha);
      let start = first;
      for (let row = first; row <= last; row++) {
        if (row < last && this.#edges(row)) continue;
        if (row > start) this.#fill(context, start, row);
        start = row + 1;
      }
    });
  };

  #edges(row: number): readonly [number, number] | null {
    const [low, high] = this.#columns.map((name) => this.#shown.source?.value(name, row) ?? NaN);
    return Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null;
  }

  #fill(context: CanvasRenderingContext2D, from: number, to: number): void {
    const scale = this.#chart!.timeScale();
    const point = (row: number, side: 0 | 1): void => {
      const x = scale.logicalToCoordinate((row - this.#shown.from) as Logical);
      const y = this.#series!.priceToCoordinate(this.#edges(row)![side]);
      if (x !== null && y !== null) context.lineTo(x, y);
    };
    context.beginPath();
    for (let row = from; row < to; row++) point(row, 1);
    for (let row = to - 1; row >= from; row--) point(row, 0);
    context.closePath();
    context.fill();
  }
}
