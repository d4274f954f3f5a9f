import { MONO, tierColour, type Palette } from '../palette.ts';
import type { Context } from './chart-marks.ts';

/** Room of a mark, in CSS pixels: the pointer and the digit of the tier. */
export const STAMP_WIDTH = 14;
export const STAMP_HEIGHT = 28;

export interface Stamp {
  tier: number;
  /** 1 long, -1 short, 0 neither. */
  side: number;
  /** Half the width of the pointer. */
  size: number;
  /** Whether the tier is written beside it. */
  digit: boolean;
}

/** Small marks, drawn once and copied from then on: where there are hundreds, writing a digit costs ten times as much. */
export class SignalStamps {
  readonly #drawn = new Map<string, HTMLCanvasElement>();
  #palette: Palette | null = null;
  #scale = 0;

  of(stamp: Stamp, palette: Palette): HTMLCanvasElement {
    if (palette !== this.#palette || devicePixelRatio !== this.#scale || this.#drawn.size > 256) {
      this.#drawn.clear();
      this.#palette = palette;
      this.#scale = devicePixelRatio;
    }
    const key = `${stamp.tier} ${stamp.side} ${stamp.size} ${stamp.digit}`;
    let canvas = this.#drawn.get(key);
    if (!canvas) {
      canvas = document.createElement('canvas');
      canvas.width = Math.ceil(STAMP_WIDTH * devicePixelRatio);
      canvas.height = Math.ceil(STAMP_HEIGHT * devicePixelRatio);
      const context = canvas.getContext('2d');
      if (context) {
        context.scale(devicePixelRatio, devicePixelRatio);
        paintStamp(context, stamp, palette, STAMP_WIDTH / 2, stamp.side > 0 ? 0 : STAMP_HEIGHT);
      }
      this.#drawn.set(key, canvas);
    }
    return canvas;
  }
}

/** Draws a mark at the low of a bar (long: below it) or at its high (above it). */
export function paintStamp(
  context: Context,
  { tier, side, size, digit }: Stamp,
  palette: Palette,
  x: number,
  y: number,
): void {
  const way = side > 0 ? 1 : -1;
  context.fillStyle = side > 0 ? palette.up : side < 0 ? palette.down : palette.muted;
  context.beginPath();
  if (side === 0) context.arc(x, y - size - 5, size * 0.7, 0, Math.PI * 2);
  else {
    context.moveTo(x, y + way * 5);
    context.lineTo(x - size, y + way * (5 + size * 1.5));
    context.lineTo(x + size, y + way * (5 + size * 1.5));
  }
  context.fill();
  if (!digit) return;
  context.font = `600 10px ${MONO}`;
  context.textAlign = 'center';
  context.fillStyle = tierColour(palette, tier);
  context.textBaseline = side > 0 ? 'top' : 'bottom';
  context.fillText(String(tier), x, y + way * (8 + size * 1.5));
}
