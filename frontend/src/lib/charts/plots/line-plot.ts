import type { Context } from '../marks/chart-marks.ts';
import type { RowSource, ShownRows } from '../marks/source.ts';
import type { SeriesSpec } from '../pane-specs.ts';
import { withAlpha, type Palette } from '../palette.ts';
import { extentOf, type Extent } from './extent.ts';
import { Plot } from './plot.ts';
import { eachPlace, roomy, yOf, type Sheet } from './sheet.ts';

/** What a line is drawn with, and what lies between it and its base; `base` is a height on the sheet. */
interface Pens {
  stroke: string | CanvasGradient;
  fill: string | CanvasGradient | null;
  base: number;
}

/** A line, with the area below it, or of two colours beside a base. A missing value is a gap in it. */
export class LinePlot extends Plot {
  readonly #spec: SeriesSpec;

  constructor(shown: ShownRows, palette: () => Palette, spec: SeriesSpec) {
    super(shown, palette);
    this.#spec = spec;
  }

  extent(source: RowSource, from: number, to: number): Extent | null {
    return extentOf(source, this.#spec.column, from, to);
  }

  protected override paint(sheet: Sheet, source: RowSource): void {
    // A line comes from somewhere: the row before those in sight belongs to it.
    const from = Math.max(source.from, this.shown.from, sheet.from - 1);
    const values = source.view(this.#spec.column, from, sheet.to);
    if (!values) return;
    const pens = pensOf(sheet, this.#spec, this.palette());
    if (roomy(sheet)) paintLine(sheet, values, from, pens);
    else paintPlaces(sheet, values, from, pens);
  }
}

function pensOf(sheet: Sheet, { kind, colour, base = 0 }: SeriesSpec, palette: Palette): Pens {
  const ink = palette[colour];
  const { context, height } = sheet;
  if (kind === 'area') {
    const fill = context.createLinearGradient(0, 0, 0, height);
    fill.addColorStop(0, withAlpha(ink, 0.16));
    fill.addColorStop(1, withAlpha(ink, 0.02));
    return { stroke: ink, fill, base: height };
  }
  if (kind === 'line' || kind === 'signed') return { stroke: ink, fill: null, base: height };
  const at = yOf(sheet, base);
  const balance = kind === 'balance';
  const above = balance ? palette.up : palette.tier2;
  const below = balance ? palette.down : palette.series3;
  const [near, far] = balance ? [0.03, 0.2] : [0.12, 0.35];
  return {
    stroke: parted(sheet, at, [above, above], [below, below]),
    fill: parted(
      sheet,
      at,
      [withAlpha(above, far), withAlpha(above, near)],
      balance ? [withAlpha(below, near), withAlpha(below, far)] : ['rgba(0,0,0,0)', 'rgba(0,0,0,0)'],
    ),
    base: at,
  };
}

/** Other colours above a height than below it, each from top to bottom. */
function parted(
  { context, height }: Sheet,
  at: number,
  above: readonly [string, string],
  below: readonly [string, string],
): CanvasGradient {
  const pen = context.createLinearGradient(0, 0, 0, height);
  const share = Math.max(0, Math.min(1, at / height));
  pen.addColorStop(0, share > 0 ? above[0] : below[0]);
  pen.addColorStop(share, share > 0 ? above[1] : below[0]);
  pen.addColorStop(share, share < 1 ? below[0] : above[1]);
  pen.addColorStop(1, share < 1 ? below[1] : above[1]);
  return pen;
}

/** One stroke through the values; what is missing parts it. */
function paintLine(sheet: Sheet, values: Float64Array, from: number, { stroke, fill, base }: Pens): void {
  const { context, pixel } = sheet;
  context.lineWidth = Math.max(1, Math.floor(pixel));
  context.lineJoin = 'round';
  context.strokeStyle = stroke;
  for (let first = 0; first < values.length;) {
    if (values[first] !== values[first]) {
      first++;
      continue;
    }
    let end = first + 1;
    while (end < values.length && values[end] === values[end]) end++;
    trace(sheet, values, from, first, end);
    context.stroke();
    if (fill !== null) {
      close(context, sheet, from + first, from + end - 1, base);
      context.fillStyle = fill;
      context.fill();
    }
    first = end;
  }
}

/** A path through values [first, end); a single one is as long as its bar. */
function trace(sheet: Sheet, values: Float64Array, from: number, first: number, end: number): void {
  const { context, left, step } = sheet;
  context.beginPath();
  if (end - first === 1) {
    const y = yOf(sheet, values[first]);
    context.moveTo(left + (from + first - 0.4) * step, y);
    context.lineTo(left + (from + first + 0.4) * step, y);
    return;
  }
  for (let i = first; i < end; i++) context.lineTo(left + (from + i) * step, yOf(sheet, values[i]));
}

function close(context: Context, { left, step }: Sheet, first: number, last: number, base: number): void {
  context.lineTo(left + last * step, base);
  context.lineTo(left + first * step, base);
  context.closePath();
}

/** Upright strokes over what the values of each place span, from where the place before ended. */
function paintPlaces(sheet: Sheet, values: Float64Array, from: number, { stroke, fill, base }: Pens): void {
  const { context, pixel } = sheet;
  const thick = Math.max(1, Math.floor(pixel));
  const strokes: number[] = [];
  let before = from < sheet.from ? values[0] : NaN;
  eachPlace(sheet, (x, wide, first, end) => {
    let [high, low] = [before, before];
    for (let i = first - from; i < end - from; i++) {
      const value = values[i];
      before = value;
      if (value !== value) continue;
      if (!(value <= high)) high = value;
      if (!(value >= low)) low = value;
    }
    if (high === high) {
      const top = Math.round(yOf(sheet, high) - thick / 2);
      strokes.push(x, wide, top, Math.max(thick, Math.round(yOf(sheet, low) + thick / 2) - top));
    }
  });
  if (fill !== null) {
    context.fillStyle = fill;
    for (let k = 0; k < strokes.length; k += 4) {
      const [x, wide, top, height] = [strokes[k], strokes[k + 1], strokes[k + 2], strokes[k + 3]];
      if (top + height < base) context.fillRect(x, top + height, wide, Math.round(base) - top - height);
      else if (top > base) context.fillRect(x, Math.round(base), wide, top - Math.round(base));
    }
  }
  context.fillStyle = stroke;
  for (let k = 0; k < strokes.length; k += 4) {
    context.fillRect(strokes[k], strokes[k + 2], strokes[k + 1], strokes[k + 3]);
  }
}
