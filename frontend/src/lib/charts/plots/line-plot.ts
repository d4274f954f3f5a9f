import type { Context } from '../marks/chart-marks.ts';
import type { RowSource, ShownRows } from '../marks/source.ts';
import type { SeriesSpec } from '../pane-specs.ts';
import { withAlpha, type Palette } from '../palette.ts';
import { extentOf, type Extent } from './extent.ts';
import { Plot } from './plot.ts';
import { eachPlace, roomy, yOf, type Sheet } from './sheet.ts';

/** What is drawn on one side of a base: the line, and what lies between it and the base, from far to near. */
interface Side {
  ink: string;
  far: string;
  near: string;
}

/** Two sides of a height on the sheet; a plain line has all of it above. */
interface Pens {
  base: number;
  above: Side;
  below: Side;
}

const CLEAR = 'rgba(0,0,0,0)';
const side = (ink: string, far: number, near: number): Side => ({
  ink,
  far: far > 0 ? withAlpha(ink, far) : CLEAR,
  near: near > 0 ? withAlpha(ink, near) : CLEAR,
});

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
  const plain = side(palette[colour], kind === 'area' ? 0.16 : 0, kind === 'area' ? 0.02 : 0);
  if (kind === 'threshold') {
    return {
      base: yOf(sheet, base),
      above: side(palette.tier2, 0.35, 0.12),
      below: side(palette.series3, 0, 0),
    };
  }
  if (kind === 'balance') {
    return {
      base: yOf(sheet, base),
      above: side(palette.up, 0.2, 0.03),
      below: side(palette.down, 0.2, 0.03),
    };
  }
  return { base: sheet.height, above: plain, below: plain };
}

/** Other colours above the base than below it, each from top to bottom. */
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

/** One colour where one is enough: a pen of two has every pixel of a stroke calculated. */
function inkOf(sheet: Sheet, base: number, above: string, below: string): string | CanvasGradient {
  if (above === below || base >= sheet.height) return above;
  return base <= 0 ? below : parted(sheet, base, [above, above], [below, below]);
}

/** One stroke through the values; what is missing parts it. */
function paintLine(sheet: Sheet, values: Float64Array, from: number, { base, above, below }: Pens): void {
  const { context, pixel } = sheet;
  const filled = above.far !== CLEAR || below.far !== CLEAR;
  context.strokeStyle = inkOf(sheet, base, above.ink, below.ink);
  context.fillStyle = parted(sheet, base, [above.far, above.near], [below.near, below.far]);
  context.lineWidth = Math.max(1, Math.floor(pixel));
  context.lineJoin = 'round';
  for (let first = 0; first < values.length;) {
    if (values[first] !== values[first]) {
      first++;
      continue;
    }
    let end = first + 1;
    while (end < values.length && values[end] === values[end]) end++;
    trace(sheet, values, from, first, end);
    context.stroke();
    if (filled) {
      close(context, sheet, from + first, from + end - 1, base);
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

/**
 * Upright strokes over what the values of each place span, from where the place before ended. In flat colours: some thousand
 * rectangles of a gradient cost ten times as much, and so low ones do not show it.
 */
function paintPlaces(sheet: Sheet, values: Float64Array, from: number, pens: Pens): void {
  const { context } = sheet;
  const strokes = strokesOf(sheet, values, from);
  const base = Math.round(pens.base);
  for (const [{ ink, far, near }, upper] of [
    [pens.above, true],
    [pens.below, false],
  ] as const) {
    if (far !== CLEAR) {
      context.fillStyle = upper && base >= sheet.height ? near : far;
      for (const { x, wide, top, foot } of strokes) {
        if (upper && foot < base) context.fillRect(x, foot, wide, base - foot);
        if (!upper && top > base) context.fillRect(x, base, wide, top - base);
      }
    }
    context.fillStyle = ink;
    for (const { x, wide, top, foot } of strokes) {
      const [from, to] = upper ? [top, Math.min(foot, base)] : [Math.max(top, base), foot];
      if (to > from) context.fillRect(x, from, wide, to - from);
    }
  }
}

interface Stroke {
  x: number;
  wide: number;
  top: number;
  foot: number;
}

function strokesOf(sheet: Sheet, values: Float64Array, from: number): Stroke[] {
  const thick = Math.max(1, Math.floor(sheet.pixel));
  const strokes: Stroke[] = [];
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
    if (high !== high) return;
    const top = Math.round(yOf(sheet, high) - thick / 2);
    strokes.push({ x, wide, top, foot: Math.max(top + thick, Math.round(yOf(sheet, low) + thick / 2)) });
  });
  return strokes;
}
