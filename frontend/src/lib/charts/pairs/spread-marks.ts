import { ChartMarks, type Context, type Target } from '../marks/chart-marks.ts';
import type { ShownRows } from '../marks/source.ts';
import type { Palette } from '../palette.ts';

/** Where the rule would have gone in and out, by bar: *long* buys y and sells x. Open while `exitRow` is null. */
export interface SpreadTrade {
  side: 'long' | 'short';
  entryRow: number;
  exitRow: number | null;
}

const SIZE = 5;

/** Entries as triangles beyond the spread, pointing the way they bet; exits as rings on it. */
export class SpreadMarks extends ChartMarks {
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;
  #trades: readonly SpreadTrade[] = [];

  constructor(shown: ShownRows, palette: () => Palette) {
    super('top');
    this.#shown = shown;
    this.#palette = palette;
  }

  set(trades: readonly SpreadTrade[]): void {
    this.#trades = trades;
    this.redraw();
  }

  protected override draw(target: Target): void {
    const range = this.chart?.timeScale().getVisibleLogicalRange();
    if (!range) return;
    const first = this.#shown.from + range.from;
    const last = this.#shown.from + range.to;
    target.useMediaCoordinateSpace(({ context }) => {
      for (const trade of this.#trades) {
        if (trade.entryRow >= first && trade.entryRow <= last) this.#entry(context, trade);
        if (trade.exitRow !== null && trade.exitRow >= first && trade.exitRow <= last)
          this.#exit(context, trade.exitRow);
      }
    });
  }

  #at(row: number): { x: number; y: number } | null {
    const { source, from, to } = this.#shown;
    if (!source || row < from || row >= to) return null;
    return this.place(row - from, source.value('spread', row));
  }

  #entry(context: Context, { side, entryRow }: SpreadTrade): void {
    const at = this.#at(entryRow);
    if (!at) return;
    const palette = this.#palette();
    const way = side === 'long' ? 1 : -1;
    const tip = at.y + way * 5;
    context.beginPath();
    context.moveTo(at.x, tip);
    context.lineTo(at.x - SIZE, tip + way * SIZE * 1.6);
    context.lineTo(at.x + SIZE, tip + way * SIZE * 1.6);
    context.closePath();
    context.fillStyle = side === 'long' ? palette.up : palette.down;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = palette.ground;
    context.stroke();
  }

  #exit(context: Context, row: number): void {
    const at = this.#at(row);
    if (!at) return;
    const palette = this.#palette();
    context.beginPath();
    context.arc(at.x, at.y, 3.5, 0, Math.PI * 2);
    context.fillStyle = palette.ground;
    context.fill();
    context.lineWidth = 1.75;
    context.strokeStyle = palette.text;
    context.stroke();
  }
}
