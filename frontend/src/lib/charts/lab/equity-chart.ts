import {
  AreaSeries,
  BaselineSeries,
  createChart,
  LineSeries,
  LineStyle,
  type AreaData,
  type IChartApi,
  type ISeriesApi,
  type MouseEventParams,
  type SeriesType,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { compact, decimal } from '$lib/format/numbers.ts';
import type { Zone } from '$lib/format/time.ts';
import { baseOptions, colourOptions, zoneOptions } from '../options.ts';
import { readPalette, withAlpha, type Colour, type Palette } from '../palette.ts';

/**
 * How a curve is drawn: the account's own with its fill above and below the starting equity, another account's, or
 * something to measure it by.
 */
export type CurveLook = 'account' | 'line' | 'yardstick' | 'fall' | 'share';

export interface Curve {
  /** Names the curve from one scene to the next. */
  key: string;
  /** 0 the equity, 1 drawdowns, 2 exposure. */
  pane: 0 | 1 | 2;
  look: CurveLook;
  colour: Colour;
  /** UTC ms, ascending. */
  time: readonly number[];
  /** Null is a gap. */
  values: readonly (number | null)[];
}

export interface EquityScene {
  curves: readonly Curve[];
  /** Starting equity. */
  start: number;
}

/** What the curves are at the pointer, by key. */
export interface Reading {
  time: number;
  values: ReadonlyMap<string, number>;
}

const SHARES = [3.4, 1.15, 0.55];
const percent = (value: number): string => `${decimal(value, Math.abs(value) < 10 ? 1 : 0)}%`;
const FORMATS = {
  0: { type: 'custom', minMove: 0.01, formatter: compact },
  1: { type: 'custom', minMove: 0.01, formatter: percent },
  2: { type: 'custom', minMove: 0.01, formatter: percent },
} as const;

/** Equity, drawdown and exposure over time, of one run or of two. */
export class EquityChart {
  readonly #chart: IChartApi;
  readonly #series = new Map<string, { series: ISeriesApi<SeriesType>; curve: Curve }>();
  readonly #onRead: (reading: Reading | null) => void;
  #palette: Palette = readPalette();
  #span = '';
  #start = 0;

  constructor(element: HTMLElement, onRead: (reading: Reading | null) => void) {
    this.#onRead = onRead;
    this.#chart = createChart(element, baseOptions());
    this.#chart.applyOptions({
      timeScale: { rightOffset: 0, fixLeftEdge: true, fixRightEdge: true, minBarSpacing: 0.05 },
      handleScale: { axisPressedMouseMove: { price: false } },
    });
    this.#chart.subscribeCrosshairMove((move) => this.#read(move));
    this.recolour();
  }

  /** Draws a scene; series are kept from one to the next, so that a moving slider only brings new values. */
  show({ curves, start }: EquityScene): void {
    this.#start = start;
    const wanted = new Set(curves.map((curve) => idOf(curve)));
    for (const [id, { series }] of this.#series) {
      if (wanted.has(id)) continue;
      this.#chart.removeSeries(series);
      this.#series.delete(id);
    }
    for (const curve of curves) this.#draw(curve);
    this.#share();
    const ends = curves.map(({ time }) => `${time[0]}-${time.at(-1)}`).join();
    if (ends !== this.#span) this.#chart.timeScale().fitContent();
    this.#span = ends;
  }

  zone(zone: Zone): void {
    this.#chart.applyOptions(zoneOptions(zone));
  }

  /** Reads the design tokens anew. */
  recolour(): void {
    this.#palette = readPalette();
    this.#chart.applyOptions(colourOptions(this.#palette));
    for (const { series, curve } of this.#series.values()) series.applyOptions(this.#look(curve));
  }

  destroy(): void {
    this.#chart.remove();
  }

  #draw(curve: Curve): void {
    const id = idOf(curve);
    const known = this.#series.get(id)?.series ?? this.#add(curve);
    this.#series.set(id, { series: known, curve });
    known.applyOptions(this.#look(curve));
    known.setData(pointsOf(curve) as never);
  }

  #add(curve: Curve): ISeriesApi<SeriesType> {
    const kinds = {
      account: BaselineSeries,
      line: LineSeries,
      yardstick: LineSeries,
      fall: AreaSeries,
      share: AreaSeries,
    };
    const options = {
      priceLineVisible: false,
      lastValueVisible: curve.look === 'account' || curve.look === 'line',
      crosshairMarkerRadius: 3,
      priceFormat: FORMATS[curve.pane],
    } as const;
    const series = this.#chart.addSeries(
      kinds[curve.look],
      options,
      curve.pane,
    ) as unknown as ISeriesApi<SeriesType>;
    const scaleMargins = curve.pane === 0 ? { top: 0.06, bottom: 0.06 } : { top: 0.1, bottom: 0.04 };
    series.priceScale().applyOptions({ scaleMargins });
    return series;
  }

  #look({ look, colour: name }: Curve): Record<string, unknown> {
    const colour = this.#palette[name];
    switch (look) {
      case 'account':
        return {
          baseValue: { type: 'price', price: this.#start },
          lineWidth: 2,
          topLineColor: colour,
          topFillColor1: withAlpha(this.#palette.up, 0.16),
          topFillColor2: withAlpha(this.#palette.up, 0.01),
          bottomLineColor: colour,
          bottomFillColor1: withAlpha(this.#palette.down, 0.01),
          bottomFillColor2: withAlpha(this.#palette.down, 0.16),
        };
      case 'line':
        return { color: colour, lineWidth: 2 };
      case 'yardstick':
        return { color: colour, lineWidth: 1, lineStyle: LineStyle.Dashed, crosshairMarkerVisible: false };
      case 'fall':
        // Falls hang from zero.
        return {
          lineColor: colour,
          lineWidth: 1,
          invertFilledArea: true,
          topColor: withAlpha(colour, 0.04),
          bottomColor: withAlpha(colour, 0.24),
        };
      case 'share':
        return {
          lineColor: withAlpha(colour, 0.6),
          lineWidth: 1,
          topColor: withAlpha(colour, 0.3),
          bottomColor: withAlpha(colour, 0.1),
          crosshairMarkerVisible: false,
        };
    }
  }

  #share(): void {
    this.#chart.panes().forEach((pane, k) => pane.setStretchFactor(SHARES[k] ?? 1));
  }

  #read({ time, seriesData, point }: MouseEventParams<Time>): void {
    if (time === undefined || !point) return this.#onRead(null);
    const values = new Map<string, number>();
    for (const [id, { series }] of this.#series) {
      const value = (seriesData.get(series) as AreaData | undefined)?.value;
      if (value !== undefined) values.set(id, value);
    }
    this.#onRead({ time: (time as number) * 1000, values });
  }
}

const idOf = ({ pane, key }: Curve): string => `${pane}/${key}`;

/** Seconds must rise strictly: bars shorter than a second have one point each second. */
function pointsOf({ time, values }: Curve): { time: UTCTimestamp; value?: number }[] {
  const points: { time: UTCTimestamp; value?: number }[] = [];
  let last = -Infinity;
  for (let k = 0; k < time.length; k++) {
    const seconds = Math.floor(time[k] / 1000);
    if (seconds <= last) continue;
    last = seconds;
    const value = values[k];
    points.push(
      value === null ? { time: seconds as UTCTimestamp } : { time: seconds as UTCTimestamp, value },
    );
  }
  return points;
}
