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
import type { ShownRows } from '../marks/source.ts';
import type { Palette } from '../palette.ts';

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0];
type PaneView = NonNullable<ReturnType<NonNullable<ISeriesPrimitive<Time>['paneViews']>>>[number];
type Context = CanvasRenderingContext2D;

/** Where the rule would have gone in and out, by bar: *long* buys y and sells x. Open while `exitRow` is null. */
export interface SpreadTrade {
  side: 'long' | 'short';
  entryRow: number;
  exitRow: number | null;
}

const SIZE = 5;

/** Entries as triangles beyond the spread, pointing the way they bet; exits as rings on it. */
export class SpreadMarks implements ISeriesPrimitive<Time> {
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;
  #trades: readonly SpreadTrade[] = [];
  #chart: IChartApi | undefined;
  #series: ISeriesApi<SeriesType> | undefined;
  #request: (() => void) | undefined;
  readonly #views: readonly PaneView[] = [
    { zOrder: () => 'top' as const, renderer: () => ({ draw: this.#draw }) },
  ];

  constructor(shown: ShownRows, palette: () => Palette) {
    this.#shown = shown;
    this.#palette = palette;
  }

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time>): void {
    this.#chart = chart as IChartApi;
    this.#series = series as ISeriesApi<SeriesType>;
    this.#request = requestUpdate;
  }
  paneViews(): readonly PaneView[] {
    return this.#views;
  }
  set(trades: readonly SpreadTrade[]): void {
    this.#trades = trades;
    this.#request?.();
  }

  #draw = (target: Target): void => {
    const range = this.#chart?.timeScale().getVisibleLogicalRange();
    if (!range) return;
    const first = this.#shown.from + range.from;
    const last = this.#shown.from + range.to;
    target.useMediaCoordinateSpace(({ context }) => {
      for (const trade of this.#trades) {
        if (trade.entryRow >= first && trade.entryRow <= last) this.#entry(context, trade);
        if (trade.exitRow !== null && trade.exitRow >= first && trade.exitRow <= last)
          this.#exit(context, trade.exitRow);
      }
    });
  };

  #at(row: number): { x: number; y: number } | null {
    const { source, from, to } = this.#shown;
    if (!source || row < from || row >= to) return null;
    const x = this.#chart?.timeScale().logicalToCoordinate((row - from) as Logical) ?? null;
    const y = this.#series?.priceToCoordinate(source.value('spread', row)) ?? null;
    return x === null || y === null ? null : { x, y };
  }

  #entry(context: Context, { side, entryRow }: SpreadTrade): void {
    const at = this.#at(entryRow);
    if (!at) return;
    const palette = this.#palette();
    const way = side === 'long' ? 1 : -1;
    const tip = at.y + way * 5;
    context.beginPath();
    context.moveTo(at.x, tip);
    context.lineTo(at.x - SIZE, tip + way * SIZE * 1.6);
    context.lineTo(at.x + SIZE, tip + way * SIZE * 1.6);
    context.closePath();
    context.fillStyle = side === 'long' ? palette.up : palette.down;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = palette.ground;
    context.stroke();
  }

  #exit(context: Context, row: number): void {
    const at = this.#at(row);
    if (!at) return;
    const palette = this.#palette();
    context.beginPath();
    context.arc(at.x, at.y, 3.5, 0, Math.PI * 2);
    context.fillStyle = palette.ground;
    context.fill();
    context.lineWidth = 1.75;
    context.strokeStyle = palette.text;
    context.stroke();
  }
}
