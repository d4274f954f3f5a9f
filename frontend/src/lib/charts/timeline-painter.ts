import type { ReplayOverview } from '@hindcast/engine/wire';
import type { Zone } from '$lib/format/time.ts';
import { MONO, SANS, tierColour, withAlpha, type Palette } from './palette.ts';
import { timeTicks } from './time-ticks.ts';
import { paintMarks } from './timeline-marks.ts';

export interface Surface {
  width: number;
  height: number;
  span: { from: number; to: number };
  palette: Palette;
}

/** What changes when bars are played or the timeline is zoomed. */
export interface TimelineGround extends Surface {
  overview: ReplayOverview | null;
  /** Rows beyond this were not played; in honest mode there is nothing there. */
  furthest: number;
  honest: boolean;
  openTime: (row: number) => number;
  tiers: number;
  zone: Zone;
}

/** What moves with the pointer: drawn on a layer of its own, so that scrubbing costs next to nothing. */
export interface TimelineHands extends Surface {
  cursor: number;
  /** Row under the pointer. */
  hover: number | null;
  /** Rows in the chart's view. */
  view: { from: number; to: number };
  /** The stretch that was marked, and whether playing goes round in it. */
  range: { from: number; to: number } | null;
  looping: boolean;
  /** Rows that carry a note. */
  notes: readonly number[];
}

const AXIS = 18;
const LANE = 3;
export const LANES = 6 * LANE + 5;
export const PAD = 6;

export type Context = CanvasRenderingContext2D;

/** Draws the recording: miniature, signal density, marks, and what was not played yet. */
export function paintGround(context: Context, scene: TimelineGround): void {
  context.clearRect(0, 0, scene.width, scene.height);
  paintPlayed(context, scene);
  if (scene.overview) {
    paintPrice(context, scene, scene.overview);
    paintSignals(context, scene, scene.overview);
    paintMarks(context, scene, scene.overview);
  }
  paintAxis(context, scene);
}

/** Draws the time cursor, the chart's view and the place under the pointer. */
export function paintHands(context: Context, scene: TimelineHands): void {
  context.clearRect(0, 0, scene.width, scene.height);
  const from = rowToX(scene, scene.view.from);
  context.fillStyle = withAlpha(scene.palette.text, 0.06);
  context.fillRect(from, 0, rowToX(scene, scene.cursor + 1) - from, bottom(scene));
  paintRange(context, scene);
  paintNotes(context, scene);
  paintHover(context, scene);
  paintCursor(context, scene);
}

function paintRange(context: Context, scene: TimelineHands): void {
  if (!scene.range) return;
  const from = rowToX(scene, scene.range.from);
  const to = rowToX(scene, scene.range.to + 1);
  context.fillStyle = withAlpha(scene.palette.text, scene.looping ? 0.12 : 0.06);
  context.fillRect(from, 0, to - from, bottom(scene));
  context.fillStyle = scene.palette.text;
  for (const [edge, way] of [
    [from, 1],
    [to, -1],
  ] as const) {
    context.fillRect(edge - (way < 0 ? 2 : 0), 0, 2, bottom(scene));
    for (const y of [0, bottom(scene) - 2]) context.fillRect(way > 0 ? edge : edge - 6, y, 6, 2);
  }
}

/** Small flags at the foot of the miniature. */
function paintNotes(context: Context, scene: TimelineHands): void {
  context.fillStyle = scene.palette.text;
  for (const row of scene.notes) {
    const x = Math.round(rowToX(scene, row + 1));
    const y = bottom(scene) - LANES - 18;
    context.fillRect(x, y, 1, 12);
    context.fillRect(x, y, 6, 4);
  }
}

/** Left edge of a row. */
export function rowToX(scene: Pick<Surface, 'span' | 'width'>, row: number): number {
  return ((row - scene.span.from) / (scene.span.to - scene.span.from)) * scene.width;
}

export function xToRow(scene: Pick<Surface, 'span' | 'width'>, x: number): number {
  const share = Math.max(0, Math.min(1, x / scene.width));
  return Math.min(scene.span.to - 1, Math.floor(scene.span.from + share * (scene.span.to - scene.span.from)));
}

export const bottom = (scene: Surface): number => scene.height - AXIS;

function paintPlayed(context: Context, scene: TimelineGround): void {
  const { palette, width } = scene;
  const edge = Math.max(0, Math.min(width, rowToX(scene, scene.furthest + 1)));
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, edge, bottom(scene));
  if (edge < width) {
    context.fillStyle = hatchPattern(context, palette) ?? palette.ground;
    context.fillRect(edge, 0, width - edge, bottom(scene));
    caption(context, scene, edge);
  }
}

function caption(context: Context, scene: TimelineGround, edge: number): void {
  if (!scene.honest || scene.width - edge < 150) return;
  context.font = `500 11px ${SANS}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const text = 'not played yet';
  const x = (edge + scene.width) / 2;
  const y = bottom(scene) / 2;
  const half = context.measureText(text).width / 2 + 8;
  context.fillStyle = scene.palette.ground;
  context.fillRect(x - half, y - 9, half * 2, 18);
  context.fillStyle = scene.palette.faint;
  context.fillText(text, x, y);
}

function paintPrice(context: Context, scene: TimelineGround, overview: ReplayOverview): void {
  const { high, low, close, bucketRows } = overview;
  const values = [...high, ...low].filter((v): v is number => v !== null);
  if (values.length === 0) return;
  const top = values.reduce((a, b) => Math.max(a, b));
  const least = values.reduce((a, b) => Math.min(a, b));
  const room = bottom(scene) - LANES - PAD * 2 - 13;
  const y = (price: number): number => PAD + 11 + (1 - (price - least) / (top - least || 1)) * room;
  context.fillStyle = withAlpha(scene.palette.series3, 0.5);
  context.strokeStyle = scene.palette.muted;
  context.lineWidth = 1;
  context.beginPath();
  let pen = false;
  for (let k = 0; k < close.length; k++) {
    const x = rowToX(scene, overview.from + (k + 0.5) * bucketRows);
    const [h, l, c] = [high[k], low[k], close[k]];
    if (h === null || l === null || c === null) {
      pen = false;
      continue;
    }
    const wide = Math.max(1, rowToX(scene, overview.from + bucketRows) - rowToX(scene, overview.from));
    context.fillRect(x - wide / 2, y(h), wide, Math.max(1, y(l) - y(h)));
    if (pen) context.lineTo(x, y(c));
    else context.moveTo(x, y(c));
    pen = true;
  }
  context.stroke();
}

/** One thin lane per tier, tier 6 on top; the more bars of a bucket carry it, the stronger. */
function paintSignals(context: Context, scene: TimelineGround, overview: ReplayOverview): void {
  const top = bottom(scene) - LANES;
  const wide = Math.max(
    1.5,
    rowToX(scene, overview.from + overview.bucketRows) - rowToX(scene, overview.from),
  );
  overview.signals.forEach((counts, index) => {
    if (((scene.tiers >> index) & 1) === 0) return;
    const y = top + (5 - index) * (LANE + 1);
    context.fillStyle = tierColour(scene.palette, index + 1);
    counts.forEach((count, k) => {
      if (!count) return;
      context.globalAlpha = Math.min(1, 0.4 + (0.6 * count) / Math.max(1, overview.bucketRows * 0.2));
      context.fillRect(rowToX(scene, overview.from + k * overview.bucketRows), y, wide, LANE);
    });
  });
  context.globalAlpha = 1;
}

function paintAxis(context: Context, scene: TimelineGround): void {
  const { palette, span, openTime } = scene;
  context.fillStyle = palette.line;
  context.fillRect(0, bottom(scene), scene.width, 1);
  context.font = `11px ${SANS}`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const [from, to] = [openTime(span.from), openTime(span.to)];
  for (const tick of timeTicks(from, to, Math.max(2, scene.width / 84), scene.zone)) {
    const x = Math.round(((tick.time - from) / (to - from)) * scene.width);
    if (x > scene.width - 40) continue;
    context.fillStyle = palette.line;
    context.fillRect(x, bottom(scene), 1, 5);
    context.fillStyle = palette.faint;
    context.fillText(tick.label, x + 4, scene.height - AXIS / 2 + 1);
  }
}

function paintHover(context: Context, scene: TimelineHands): void {
  if (scene.hover === null) return;
  context.fillStyle = withAlpha(scene.palette.text, 0.35);
  context.fillRect(Math.round(rowToX(scene, scene.hover + 1)), 0, 1, bottom(scene));
}

function paintCursor(context: Context, scene: TimelineHands): void {
  const { palette } = scene;
  const x = rowToX(scene, scene.cursor + 1);
  if (x < -8 || x > scene.width + 8) return;
  context.fillStyle = palette.cursorLine;
  context.fillRect(Math.round(x) - 1, 0, 2, scene.height - AXIS + 4);
  context.beginPath();
  context.roundRect(Math.round(x) - 5, scene.height - AXIS, 10, 13, 3);
  context.fill();
  context.fillStyle = palette.cursorInk;
  context.font = `700 8px ${MONO}`;
  context.fillRect(Math.round(x) - 2, scene.height - AXIS + 4, 1, 5);
  context.fillRect(Math.round(x) + 1, scene.height - AXIS + 4, 1, 5);
}

/** Faint diagonals: there is nothing here yet. */
function hatchPattern(context: Context, palette: Palette): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const pen = tile.getContext('2d');
  if (!pen) return null;
  pen.fillStyle = palette.ground;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = palette.line;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const shift of [-8, 0, 8]) {
    pen.moveTo(shift, 8);
    pen.lineTo(shift + 8, 0);
  }
  pen.stroke();
  return context.createPattern(tile, 'repeat');
}
