import {
  ColorType,
  CrosshairMode,
  LineStyle,
  TickMarkType,
  type ChartOptions,
  type DeepPartial,
} from 'lightweight-charts';
import { clock, monthName, partsOf, shortStamp, type Zone } from '$lib/format/time.ts';
import { SANS, type Palette } from './palette.ts';

/** Room that is left for what is yet to come. */
export const RIGHT_OFFSET = 6;

/** @param marked whether the library's mark stands in the chart: its licence asks for one on the page */
export function baseOptions(marked = true): DeepPartial<ChartOptions> {
  return {
    autoSize: true,
    layout: { attributionLogo: marked, fontFamily: SANS, fontSize: 11 },
    crosshair: { mode: CrosshairMode.Normal },
    rightPriceScale: {
      borderVisible: false,
      // Wide enough for nearly every label: the library widens it for one, and keeps that until it lays the chart out again.
      minimumWidth: 80,
      entireTextOnly: true,
      scaleMargins: { top: 0.12, bottom: 0.12 },
    },
    timeScale: {
      borderVisible: false,
      rightOffset: RIGHT_OFFSET,
      // The cursor stays where it is while a hand zooms: a link tells how many bars are in view, and no more.
      rightBarStaysOnScroll: true,
      barSpacing: 7,
      minBarSpacing: 0.4,
      timeVisible: true,
      secondsVisible: false,
      fixLeftEdge: false,
      // The axis has times beyond the cursor: a bar takes the place of one of them.
      allowShiftVisibleRangeOnWhitespaceReplacement: true,
    },
    handleScroll: { vertTouchDrag: false },
    // It would lead to the end of the axis, which lies beyond the cursor.
    handleScale: { axisDoubleClickReset: { time: false, price: true } },
    kineticScroll: { touch: true, mouse: false },
  };
}

export function colourOptions(palette: Palette): DeepPartial<ChartOptions> {
  const crosshair = {
    color: palette.faint,
    style: LineStyle.Dashed,
    width: 1,
    labelBackgroundColor: palette.lineStrong,
  } as const;
  return {
    layout: {
      background: { type: ColorType.Solid, color: palette.ground },
      textColor: palette.faint,
      panes: { separatorColor: palette.line, separatorHoverColor: palette.raised, enableResize: true },
    },
    grid: { vertLines: { color: palette.panel }, horzLines: { color: palette.panel } },
    crosshair: { vertLine: crosshair, horzLine: crosshair },
  };
}

/** Axis and crosshair times in the zone that the reader chose. */
export function zoneOptions(zone: Zone): DeepPartial<ChartOptions> {
  return {
    localization: { timeFormatter: (time: number) => shortStamp(time * 1000, zone) },
    timeScale: { tickMarkFormatter: (time: number, type: TickMarkType) => tick(time * 1000, type, zone) },
  } as DeepPartial<ChartOptions>;
}

function tick(time: number, type: TickMarkType, zone: Zone): string {
  const parts = partsOf(time, zone);
  switch (type) {
    case TickMarkType.Year:
      return String(parts.year);
    case TickMarkType.Month:
      return monthName(parts.month);
    case TickMarkType.DayOfMonth:
      return `${parts.day} ${monthName(parts.month)}`;
    case TickMarkType.TimeWithSeconds:
      return clock(time, zone, true);
    default:
      return clock(time, zone);
  }
}
