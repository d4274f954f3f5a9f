import type { Palette } from '../palette.ts';
import { ChartMarks, type Context, type Target } from './chart-marks.ts';
import { paintStamp, SignalStamps, STAMP_HEIGHT, STAMP_WIDTH } from './signal-stamps.ts';
import type { ShownRows } from './source.ts';

/** Below this bar spacing, in pixels, a mark is a tick, and digits no longer fit. */
const ROOM_FOR_DIGITS = 5;
/** Where bars are narrower, marks share so many pixels, and the highest tier of each side is shown there. */
const ROOM_FOR_MARK = 6;

interface Mark {
  row: number;
  tier: number;
  bias: number;
}

/** Keeps, of the marks that would lie over one another, the highest tier below and the highest above the bars. */
class Crowd {
  readonly kept: Mark[] = [];
  #place = -1;
  #below: Mark | undefined;
  #above: Mark | undefined;

  add(place: number, mark: Mark): void {
    if (place !== this.#place) this.close();
    this.#place = place;
    if (mark.bias > 0) {
      if (mark.tier >= (this.#below?.tier ?? 0)) this.#below = mark;
    } else if (mark.tier >= (this.#above?.tier ?? 0)) this.#above = mark;
  }

  close(): Mark[] {
    if (this.#below) this.kept.push(this.#below);
    if (this.#above) this.kept.push(this.#above);
    this.#below = this.#above = undefined;
    return this.kept;
  }
}

/** The highest of the tiers in a mask that are wanted; 0 when none is. */
export function highestTier(mask: number, wanted: number): number {
  const left = mask & wanted;
  return left === 0 ? 0 : 32 - Math.clz32(left);
}

/**
 * Signals on the price: a pointer below the bar for a long bias, above for a short one, a dot for none, with the
 * highest tier that fired. Only visible bars are looked at, and where bars are narrower than marks only one mark a place
 * is drawn, so that thousands of signals cost no more than a screenful.
 */
export class SignalMarks extends ChartMarks {
  /** Bit k - 1 set: tier k is shown. */
  wanted = 0b111111;
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;
  readonly #stamps = new SignalStamps();

  constructor(shown: ShownRows, palette: () => Palette) {
    super('normal');
    this.#shown = shown;
    this.#palette = palette;
  }

  refresh(): void {
    this.redraw();
  }

  protected override draw(target: Target): void {
    target.useMediaCoordinateSpace(({ context }) => {
      const spacing = this.chart?.timeScale().options().barSpacing ?? 0;
      context.textAlign = 'center';
      for (const mark of this.#visible(spacing)) this.#paint(context, mark, spacing);
    });
  }

  /** Marks in sight. Which of them share a place follows from their rows alone, so that none flickers as the chart moves. */
  #visible(spacing: number): Mark[] {
    const { source, from, to } = this.#shown;
    const range = this.chart?.timeScale().getVisibleLogicalRange();
    if (!source || !range) return [];
    const first = Math.max(from, from + Math.floor(range.from));
    const last = Math.min(to - 1, from + Math.ceil(range.to));
    const rowsOfPlace = spacing > 0 ? Math.max(1, Math.floor(ROOM_FOR_MARK / spacing)) : 1;
    const crowd = new Crowd();
    for (let row = first; row <= last; row++) {
      const mask = source.value('tiers', row);
      const tier = mask > 0 ? highestTier(mask, this.wanted) : 0;
      if (tier > 0) crowd.add(Math.floor(row / rowsOfPlace), { row, tier, bias: source.value('bias', row) });
    }
    return crowd.close();
  }

  #paint(context: Context, { row, tier, bias }: Mark, spacing: number): void {
    const below = bias > 0;
    const { source, from } = this.#shown;
    const at = source && this.place(row - from, source.value(below ? 'low' : 'high', row));
    if (!at) return;
    const digit = spacing >= ROOM_FOR_DIGITS || tier >= 2;
    const size = Math.round(4 * Math.min(5, Math.max(2, spacing * 0.55))) / 4;
    const stamp = { tier, side: Math.sign(bias) || 0, size, digit };
    if (spacing >= ROOM_FOR_DIGITS) return paintStamp(context, stamp, this.#palette(), at.x, at.y);
    const top = below ? at.y : at.y - STAMP_HEIGHT;
    // On whole device pixels it is copied; between them it would be calculated anew.
    const drawn = this.#stamps.of(stamp, this.#palette());
    context.drawImage(drawn, whole(at.x - STAMP_WIDTH / 2), whole(top), STAMP_WIDTH, STAMP_HEIGHT);
  }
}

const whole = (at: number): number => Math.round(at * devicePixelRatio) / devicePixelRatio;
