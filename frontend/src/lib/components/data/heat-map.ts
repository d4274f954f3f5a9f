import type { CoverageDto, CoverageRowDto } from '$lib/api/paths.ts';
import { MONO, withAlpha, type Palette } from '$lib/charts/palette.ts';
import { baseOf } from '$lib/format/names.ts';

/** Where things are in the picture, in CSS pixels. */
export interface HeatLayout {
  width: number;
  height: number;
  /** Width of the column of names. */
  names: number;
  rowHeight: number;
  /** How many buckets stand in one cell. */
  group: number;
  cells: number;
  cellWidth: number;
}

export interface HeatCell {
  row: number;
  cell: number;
}

/** What one cell says: shares of its bars, 0 to 1; `share` is null where the lane has not begun or has ended. */
export interface CellSums {
  share: number | null;
  suspect: number;
  bad: number;
}

export const AXIS_HEIGHT = 20;
const LEAST_CELL = 3;

/** Lays lanes × time out in the room there is: where it is narrow a cell stands for several buckets. */
export function layoutOf({ lanes }: CoverageDto, width: number): HeatLayout {
  const names = width < 560 ? 104 : 176;
  const buckets = lanes[0]?.share.length ?? 0;
  const room = Math.max(1, width - names);
  const group = Math.max(1, Math.ceil((buckets * LEAST_CELL) / room));
  const cells = Math.ceil(buckets / group);
  const rowHeight = lanes.length <= 12 ? 22 : 16;
  return {
    ...{ width, names, rowHeight, group, cells },
    height: AXIS_HEIGHT + lanes.length * rowHeight,
    cellWidth: room / Math.max(1, cells),
  };
}

/** The cell at a place of the picture; undefined beside all of them. */
export function cellAt(layout: HeatLayout, lanes: number, x: number, y: number): HeatCell | undefined {
  const row = Math.floor((y - AXIS_HEIGHT) / layout.rowHeight);
  const cell = Math.floor((x - layout.names) / layout.cellWidth);
  const inside = row >= 0 && row < lanes && cell >= 0 && cell < layout.cells;
  return inside ? { row, cell } : undefined;
}

/** Beginning and end of a cell, UTC ms. */
export function spanOf(
  { from, bucket }: CoverageDto,
  { group }: HeatLayout,
  cell: number,
): { from: number; to: number } {
  return { from: from + cell * group * bucket, to: from + (cell + 1) * group * bucket };
}

/** The buckets of a cell together: means over those in which the lane lives. */
export function sumsOf(lane: CoverageRowDto, group: number, cell: number): CellSums {
  let [alive, share, suspect, bad] = [0, 0, 0, 0];
  for (let i = cell * group; i < Math.min(lane.share.length, (cell + 1) * group); i++) {
    const own = lane.share[i];
    if (own === null) continue;
    alive++;
    share += own;
    suspect += lane.suspect?.[i] ?? 0;
    bad += lane.bad?.[i] ?? 0;
  }
  if (alive === 0) return { share: null, suspect: 0, bad: 0 };
  return { share: share / alive, suspect: suspect / alive, bad: bad / alive };
}

export interface HeatScene {
  map: CoverageDto;
  layout: HeatLayout;
  palette: Palette;
  hovered: HeatCell | undefined;
  selected: HeatCell | undefined;
  /** Writes a time for the axis. */
  label: (time: number) => string;
}

/**
 * Draws the map. What is missing comes down from the top of a cell, what is doubtful up from its foot, and what is wrong
 * fills it: they are told apart without their colours too.
 */
export function paintHeatMap(context: CanvasRenderingContext2D, scene: HeatScene): void {
  const { layout } = scene;
  context.clearRect(0, 0, layout.width, layout.height);
  context.textBaseline = 'middle';
  paintAxis(context, scene);
  scene.map.lanes.forEach((lane, row) => paintLane(context, scene, lane, row));
  if (scene.hovered) outline(context, scene, scene.hovered, scene.palette.muted);
  if (scene.selected) outline(context, scene, scene.selected, scene.palette.text);
}

function paintAxis(context: CanvasRenderingContext2D, { map, layout, palette, label }: HeatScene): void {
  context.font = `11px ${MONO}`;
  context.fillStyle = palette.faint;
  const labels = Math.max(1, Math.floor((layout.width - layout.names) / 130));
  for (let k = 0; k < labels; k++) {
    const cell = Math.floor((k * layout.cells) / labels);
    const x = layout.names + cell * layout.cellWidth;
    context.fillText(label(spanOf(map, layout, cell).from), x + 4, AXIS_HEIGHT / 2);
    context.fillRect(x, AXIS_HEIGHT - 5, 1, 5);
  }
}

function paintLane(
  context: CanvasRenderingContext2D,
  scene: HeatScene,
  lane: CoverageRowDto,
  row: number,
): void {
  const { layout, palette } = scene;
  const top = AXIS_HEIGHT + row * layout.rowHeight;
  const height = layout.rowHeight - (layout.rowHeight > 18 ? 4 : 2);
  context.font = `11px ${MONO}`;
  context.fillStyle = palette.muted;
  context.fillText(nameOf(lane, layout), 0, top + height / 2, layout.names - 8);
  const width = Math.max(1, layout.cellWidth - (layout.cellWidth > 4 ? 1 : 0));
  for (let cell = 0; cell < layout.cells; cell++) {
    const { share, suspect, bad } = sumsOf(lane, layout.group, cell);
    if (share === null) continue;
    const x = layout.names + cell * layout.cellWidth;
    context.fillStyle = withAlpha(palette.series3, 0.28);
    context.fillRect(x, top, width, height);
    if (bad > 0) fill(context, palette.down, bad, x, top, width, height);
    else if (suspect > 0) fill(context, palette.tier2, suspect, x, top + height / 2, width, height / 2);
    if (share < 1) {
      // A hole of a single bar is seen, and an empty cell is empty.
      const deep = Math.max(height * (1 - share), height * 0.25);
      context.fillStyle = palette.panel;
      context.fillRect(x, top, width, deep);
      context.fillStyle = palette.series1;
      context.fillRect(x, top, width, Math.min(3, deep));
    }
  }
}

/** Something rare is seen as well: a share is shown no fainter than this. */
function fill(
  context: CanvasRenderingContext2D,
  colour: string,
  share: number,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.fillStyle = withAlpha(colour, Math.min(1, 0.45 + 0.55 * share));
  context.fillRect(x, y, width, height);
}

function outline(
  context: CanvasRenderingContext2D,
  { layout }: HeatScene,
  { row, cell }: HeatCell,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = 1.5;
  const x = layout.names + cell * layout.cellWidth;
  context.strokeRect(
    x - 1,
    AXIS_HEIGHT + row * layout.rowHeight - 1,
    layout.cellWidth + 1,
    layout.rowHeight - 1,
  );
}

function nameOf({ venue, symbol, timeframe }: CoverageRowDto, { names }: HeatLayout): string {
  return names < 150 ? `${baseOf(symbol)} ${venue.slice(0, 7)}` : `${baseOf(symbol)} ${venue} ${timeframe}`;
}
