import type {
  IChartApi,
  ISeriesPrimitive,
  ISeriesPrimitiveAxisView,
  Logical,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';
import type { Palette } from '../palette.ts';
import { steady } from '../plots/rows-on.ts';
import { ChartMarks, type Target } from './chart-marks.ts';
import type { ShownRows } from './source.ts';

/** Where the replay stands: the right edge of the last bar that has closed. */
function cursorX(chart: IChartApi, shown: ShownRows): number | null {
  if (shown.to <= shown.from) return null;
  const x = chart.timeScale().logicalToCoordinate((shown.to - shown.from - 1) as Logical);
  return x === null ? null : steady(x + chart.timeScale().options().barSpacing / 2);
}

/** The amber line through one pane. */
export class CursorLine extends ChartMarks {
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;

  constructor(shown: ShownRows, palette: () => Palette) {
    super('normal');
    this.#shown = shown;
    this.#palette = palette;
  }

  protected override draw(target: Target): void {
    const x = this.chart ? cursorX(this.chart, this.#shown) : null;
    if (x === null) return;
    target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio }) => {
      const width = Math.max(1, Math.round(1.5 * horizontalPixelRatio));
      const left = Math.round(x * horizontalPixelRatio);
      context.fillStyle = this.#palette().cursorLine;
      context.fillRect(left, 0, width, bitmapSize.height);
    });
  }
}

/** The amber time at the foot of the line. */
export class CursorLabel implements ISeriesPrimitive<Time> {
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;
  readonly #text: () => string;
  #chart: IChartApi | undefined;
  readonly #views: readonly ISeriesPrimitiveAxisView[];

  constructor(shown: ShownRows, palette: () => Palette, text: () => string) {
    this.#shown = shown;
    this.#palette = palette;
    this.#text = text;
    this.#views = [
      {
        coordinate: () => (this.#chart && cursorX(this.#chart, this.#shown)) ?? -1000,
        text: () => this.#text(),
        textColor: () => this.#palette().cursorInk,
        backColor: () => this.#palette().cursorLine,
        visible: () => this.#inView(),
        tickVisible: () => false,
      },
    ];
  }

  attached(parameter: SeriesAttachedParameter<Time>): void {
    this.#chart = parameter.chart as IChartApi;
  }
  #inView(): boolean {
    const x = this.#chart ? cursorX(this.#chart, this.#shown) : null;
    return x !== null && x <= (this.#chart?.timeScale().width() ?? 0) + 1;
  }

  timeAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    return this.#views;
  }
}
