import { MONO, tierColour, type Palette } from '../palette.ts';
import { ChartMarks, type Context, type Target } from './chart-marks.ts';
import type { ShownRows } from './source.ts';

/** Below this bar spacing a mark is a tick, and digits no longer fit. */
const ROOM_FOR_DIGITS = 5;

interface Mark {
  x: number;
  y: number;
  tier: number;
  bias: number;
}

/** The highest of the tiers in a mask that are wanted; 0 when none is. */
export function highestTier(mask: number, wanted: number): number {
  const left = mask & wanted;
  return left === 0 ? 0 : 32 - Math.clz32(left);
}

/**
 * Signals on the price: a pointer below the bar for a long bias, above for a short one, a dot for none, with the
 * highest tier that fired. Only visible bars are looked at, so that thousands of signals cost nothing.
 */
export class SignalMarks extends ChartMarks {
  /** Bit k - 1 set: tier k is shown. */
  wanted = 0b111111;
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;

  constructor(shown: ShownRows, palette: () => Palette) {
    super('top');
    this.#shown = shown;
    this.#palette = palette;
  }

  refresh(): void {
    this.redraw();
  }

  protected override draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context }) => {
      const spacing = this.chart?.timeScale().options().barSpacing ?? 0;
      for (const mark of this.#visible()) this.#paint(context, mark, spacing);
    });
  }

  *#visible(): Generator<Mark> {
    const { source, from, to } = this.#shown;
    const range = this.chart?.timeScale().getVisibleLogicalRange();
    if (!source || !range) return;
    const first = Math.max(from, from + Math.floor(range.from));
    const last = Math.min(to - 1, from + Math.ceil(range.to));
    for (let row = first; row <= last; row++) {
      const mask = source.value('tiers', row);
      const tier = mask > 0 ? highestTier(mask, this.wanted) : 0;
      if (tier === 0) continue;
      const bias = source.value('bias', row);
      const at = this.place(row - from, source.value(bias > 0 ? 'low' : 'high', row));
      if (at) yield { ...at, tier, bias };
    }
  }

  #paint(context: Context, { x, y, tier, bias }: Mark, spacing: number): void {
    const palette = this.#palette();
    const below = bias > 0;
    const way = below ? 1 : -1;
    const size = Math.min(5, Math.max(2, spacing * 0.55));
    context.fillStyle = bias > 0 ? palette.up : bias < 0 ? palette.down : palette.muted;
    context.beginPath();
    if (bias === 0 || Number.isNaN(bias)) context.arc(x, y - size - 5, size * 0.7, 0, Math.PI * 2);
    else {
      context.moveTo(x, y + way * 5);
      context.lineTo(x - size, y + way * (5 + size * 1.5));
      context.lineTo(x + size, y + way * (5 + size * 1.5));
    }
    context.fill();
    if (spacing < ROOM_FOR_DIGITS && tier < 2) return;
    context.fillStyle = tierColour(palette, tier);
    context.font = `600 10px ${MONO}`;
    context.textAlign = 'center';
    context.textBaseline = below ? 'top' : 'bottom';
    context.fillText(String(tier), x, y + way * (8 + size * 1.5));
  }
}
