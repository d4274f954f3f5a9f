import {
  AreaSeries,
  BaselineSeries,
  HistogramSeries,
  LineSeries,
  LineStyle,
  type IChartApi,
  type ISeriesApi,
  type SeriesType,
  type UTCTimestamp,
} from 'lightweight-charts';
import { axisFormat, type PaneSpec, type SeriesSpec } from './pane-specs.ts';
import { withAlpha, type Palette } from './palette.ts';
import type { RowSource } from './marks/source.ts';

/** A point as the chart library takes it; without a value it is a gap. */
export type Point = { time: UTCTimestamp } & Record<string, unknown>;

/** A series of the chart, and how a row becomes its point. */
export interface Bound {
  series: ISeriesApi<SeriesType>;
  point(source: RowSource, row: number, time: UTCTimestamp, palette: Palette): Point;
  recolour(palette: Palette): void;
}

/** Whether a point is more than a gap. */
export const hasValue = (point: Point): boolean => 'value' in point || 'close' in point;

export const candlePoint: Bound['point'] = (source, row, time) => {
  const close = source.value('close', row);
  if (!Number.isFinite(close)) return { time };
  const open = source.value('open', row);
  return { time, open, high: source.value('high', row), low: source.value('low', row), close };
};

export const volumePoint: Bound['point'] = (source, row, time, palette) => {
  const value = source.value('volume', row);
  if (!Number.isFinite(value)) return { time };
  const rises = source.value('close', row) >= source.value('open', row);
  return { time, value, color: withAlpha(rises ? palette.up : palette.down, 0.32) };
};

const linePoint =
  (column: string): Bound['point'] =>
  (source, row, time) => {
    const value = source.value(column, row);
    return Number.isFinite(value) ? { time, value } : { time };
  };

const signedPoint =
  (column: string): Bound['point'] =>
  (source, row, time, palette) => {
    const value = source.value(column, row);
    if (!Number.isFinite(value)) return { time };
    return { time, value, color: withAlpha(value >= 0 ? palette.up : palette.down, 0.75) };
  };

const QUIET = {
  priceLineVisible: false,
  lastValueVisible: false,
  crosshairMarkerRadius: 3,
  lineWidth: 1,
} as const;

/** Adds one series of a pane (or an overlay, in pane 0) to the chart. */
export function addSeries(chart: IChartApi, spec: SeriesSpec, pane: number, minMove: number): Bound {
  const priceFormat = { type: 'custom', formatter: axisFormat(spec.column), minMove } as const;
  const base = spec.base ?? 0;
  const point = spec.kind === 'signed' ? signedPoint(spec.column) : linePoint(spec.column);
  const kinds = {
    line: LineSeries,
    area: AreaSeries,
    threshold: BaselineSeries,
    balance: BaselineSeries,
    signed: HistogramSeries,
  } as const;
  const series = chart.addSeries(kinds[spec.kind], { ...QUIET, priceFormat }, pane) as ISeriesApi<SeriesType>;
  // Panes below the price leave room for their caption.
  if (pane > 0) series.priceScale().applyOptions({ scaleMargins: { top: 0.3, bottom: 0.08 } });
  return {
    series,
    point,
    recolour: (palette) => series.applyOptions(colours(spec, palette, base)),
  };
}

function colours(spec: SeriesSpec, palette: Palette, base: number): Record<string, unknown> {
  const colour = palette[spec.colour];
  const clear = 'rgba(0,0,0,0)';
  switch (spec.kind) {
    case 'line':
      return { color: colour };
    case 'area':
      return { lineColor: colour, topColor: withAlpha(colour, 0.16), bottomColor: withAlpha(colour, 0.02) };
    case 'threshold':
      return {
        baseValue: { type: 'price', price: base },
        topLineColor: palette.tier2,
        topFillColor1: withAlpha(palette.tier2, 0.35),
        topFillColor2: withAlpha(palette.tier2, 0.12),
        bottomLineColor: palette.series3,
        bottomFillColor1: clear,
        bottomFillColor2: clear,
      };
    case 'balance':
      return {
        baseValue: { type: 'price', price: base },
        topLineColor: palette.up,
        topFillColor1: withAlpha(palette.up, 0.2),
        topFillColor2: withAlpha(palette.up, 0.03),
        bottomLineColor: palette.down,
        bottomFillColor1: withAlpha(palette.down, 0.03),
        bottomFillColor2: withAlpha(palette.down, 0.2),
      };
    case 'signed':
      return { base: 0 };
  }
}

/** The faint level lines of a pane. */
export function addLevels(bound: Bound, spec: PaneSpec, palette: Palette): void {
  for (const price of spec.levels ?? []) {
    const options = { price, color: palette.lineStrong, lineWidth: 1, lineStyle: LineStyle.Dotted } as const;
    bound.series.createPriceLine({ ...options, axisLabelVisible: false, title: '' });
  }
}
