import { BAR_FIELDS, timeframeMs, type BarColumns, type BarField } from '@hindcast/engine';
import type { LaneManifest } from './manifest.ts';

/**
 * How a lane lies in one shared buffer: the open times, then each field that has a value anywhere, then one
 * column of NaN that all other fields share.
 */
export interface TapeLayout {
  rows: number;
  present: BarField[];
  bytes: number;
}

export function layoutOf(lane: LaneManifest): TapeLayout {
  const rows = (lane.range.to - lane.range.from) / timeframeMs(lane.timeframe);
  const present = BAR_FIELDS.filter((field) => (lane.coverage[field] ?? 0) > 0);
  const columns = 1 + present.length + (present.length < BAR_FIELDS.length ? 1 : 0);
  return { rows, present, bytes: columns * rows * 8 };
}

export interface TapeViews {
  openTime: Float64Array;
  columns: BarColumns;
  /** The part of the buffer that the fields with values fill, in one run. */
  stored: Uint8Array;
}

/** Lays the views over a buffer and fills what is not stored: the open times and the column of NaN. */
export function viewsOver(buffer: SharedArrayBuffer, lane: LaneManifest, layout: TapeLayout): TapeViews {
  const { rows, present } = layout;
  const column = (index: number): Float64Array => new Float64Array(buffer, index * rows * 8, rows);
  const step = timeframeMs(lane.timeframe);
  const openTime = column(0);
  for (let i = 0; i < rows; i++) openTime[i] = lane.range.from + i * step;
  const columns = {} as BarColumns;
  present.forEach((field, i) => (columns[field] = column(i + 1)));
  if (present.length < BAR_FIELDS.length) {
    const missing = column(present.length + 1).fill(NaN);
    for (const field of BAR_FIELDS) columns[field] ??= missing;
  }
  const stored = new Uint8Array(buffer, rows * 8, present.length * rows * 8);
  return { openTime, columns, stored };
}
