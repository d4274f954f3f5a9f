import {
  LineSeries,
  type DeepPartial,
  type IChartApi,
  type ISeriesApi,
  type SeriesOptionsCommon,
} from 'lightweight-charts';
import type { ShownRows } from '../marks/source.ts';
import { joined, type Extent } from './extent.ts';
import type { Plot } from './plot.ts';

/** The scale of rows without a value. Told none, the library keeps the last one: of bars that are no longer in sight. */
const NOTHING: Extent = { low: -0.5, high: 0.5 };

/**
 * What plots stand on: a series of the chart library that draws nothing and holds one point. It lends them its scale, which
 * spans what they say of the rows in sight.
 */
export function groundFor(
  chart: IChartApi,
  shown: ShownRows,
  plots: readonly Plot[],
  options: DeepPartial<SeriesOptionsCommon>,
  pane = 0,
): ISeriesApi<'Line'> {
  const ground = chart.addSeries(
    LineSeries,
    {
      lineVisible: false,
      pointMarkersVisible: false,
      crosshairMarkerVisible: false,
      priceLineVisible: false,
      lastValueVisible: false,
      autoscaleInfoProvider: () => {
        const { low, high } = spanOf(chart, shown, plots) ?? NOTHING;
        return { priceRange: { minValue: low, maxValue: high } };
      },
      ...options,
    },
    pane,
  );
  for (const plot of plots) ground.attachPrimitive(plot);
  return ground;
}

function spanOf(chart: IChartApi, { source, from, to }: ShownRows, plots: readonly Plot[]) {
  const range = chart.timeScale().getVisibleLogicalRange();
  if (!source || !range) return null;
  const first = Math.max(from, source.from, from + Math.round(range.from));
  const end = Math.min(to, from + Math.round(range.to) + 1);
  if (end <= first) return null;
  return plots.map((plot) => plot.extent(source, first, end)).reduce(joined, null);
}
