import type { ISeriesApi, SeriesType } from 'lightweight-charts';
import { ChartMarks, type Target } from '../marks/chart-marks.ts';
import type { RowSource, ShownRows } from '../marks/source.ts';
import type { Palette } from '../palette.ts';
import type { Extent } from './extent.ts';
import { rowsOn } from './rows-on.ts';
import type { Sheet } from './sheet.ts';

/**
 * One series of a pane, drawn straight from the columns of the rows in sight. The chart library is told nothing of single bars:
 * a step, or eighty bars at once, cost what is drawn and nothing besides, however many bars there are.
 */
export abstract class Plot extends ChartMarks {
  protected readonly shown: ShownRows;
  protected readonly palette: () => Palette;

  constructor(shown: ShownRows, palette: () => Palette) {
    super('normal');
    this.shown = shown;
    this.palette = palette;
  }

  /** What its values span over rows [from, to); null where it has none. */
  abstract extent(source: RowSource, from: number, to: number): Extent | null;

  protected abstract paint(sheet: Sheet, source: RowSource): void;

  protected override draw(target: Target): void {
    const { chart, series } = this;
    const { source } = this.shown;
    if (!source || !chart || !series) return;
    target.useBitmapCoordinateSpace(({ context, bitmapSize, horizontalPixelRatio, verticalPixelRatio }) => {
      const across = rowsOn(chart.timeScale(), this.shown, horizontalPixelRatio);
      const up = valuesOn(series, verticalPixelRatio);
      if (!across || !up) return;
      const { width, height } = bitmapSize;
      const [first, end] = inSight(this.shown, across, width);
      if (end > first) {
        const rows = { ...across, from: first, to: end };
        this.paint({ context, width, height, pixel: horizontalPixelRatio, ...rows, ...up }, source);
      }
    });
  }
}

/** How far apart the two heights are by which a scale is measured, in CSS pixels. */
const MEASURE = 100;

/** Where values stand; null while the scale has none. */
function valuesOn(series: ISeriesApi<SeriesType>, ratio: number): Pick<Sheet, 'foot' | 'slope'> | null {
  const top = series.coordinateToPrice(0);
  const below = series.coordinateToPrice(MEASURE);
  if (top === null || below === null || top === below) return null;
  const slope = (MEASURE * ratio) / (below - top);
  return { foot: -top * slope, slope };
}

/** The rows of which something can be seen: those that are held, up to the cursor's. */
function inSight(
  { source, from, to }: ShownRows,
  { left, step }: Pick<Sheet, 'left' | 'step'>,
  width: number,
): [first: number, end: number] {
  const first = Math.max(from, source?.from ?? 0, Math.floor(-left / step) - 1);
  return [first, Math.min(to, Math.ceil((width - left) / step) + 2)];
}
