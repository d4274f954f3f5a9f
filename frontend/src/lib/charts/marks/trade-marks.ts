import type { Palette } from '../palette.ts';
import { ChartMarks, type Context, type Target } from './chart-marks.ts';
import type { ShownRows } from './source.ts';

/** A trade as it is drawn, in rows of its chart; an open position has no exit yet and ends at the cursor. */
export interface TradeLine {
  side: 'long' | 'short';
  entryRow: number;
  entryPrice: number;
  exitRow: number | null;
  exitPrice: number | null;
  netPnl: number;
}

/** Trades on the price: entry, exit, and a line between them coloured by what it brought. */
export class TradeMarks extends ChartMarks {
  readonly #shown: ShownRows;
  readonly #palette: () => Palette;
  #trades: readonly TradeLine[] = [];

  constructor(shown: ShownRows, palette: () => Palette) {
    super('normal');
    this.#shown = shown;
    this.#palette = palette;
  }

  set(trades: readonly TradeLine[]): void {
    if (trades === this.#trades) return;
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
        if ((trade.exitRow ?? Infinity) < first || trade.entryRow > last) continue;
        this.#paint(context, trade);
      }
    });
  }

  #at(row: number, price: number): { x: number; y: number } | null {
    // A bar of a higher timeframe may not have closed yet: what happened in it stands at the last one that has.
    const shown = Math.min(row, this.#shown.to - 1);
    return this.place(shown - this.#shown.from, price);
  }

  #paint(context: Context, trade: TradeLine): void {
    const palette = this.#palette();
    const entry = this.#at(trade.entryRow, trade.entryPrice);
    const exit = this.#at(trade.exitRow ?? this.#shown.to - 1, trade.exitPrice ?? trade.entryPrice);
    if (!entry || !exit) return;
    const colour = trade.netPnl >= 0 ? palette.up : palette.down;
    context.strokeStyle = colour;
    context.lineWidth = 1.5;
    context.setLineDash([4, 3]);
    context.beginPath();
    context.moveTo(entry.x, entry.y);
    context.lineTo(exit.x, exit.y);
    context.stroke();
    context.setLineDash([]);
    this.#badge(context, entry, trade.side === 'long' ? palette.up : palette.down, true);
    if (trade.exitRow !== null) this.#badge(context, exit, colour, false);
  }

  /** A filled disc for an entry, a ring for an exit, both on the ground's colour so that bars do not hide them. */
  #badge(context: Context, at: { x: number; y: number }, colour: string, filled: boolean): void {
    context.beginPath();
    context.arc(at.x, at.y, 4, 0, Math.PI * 2);
    context.fillStyle = filled ? colour : this.#palette().ground;
    context.fill();
    context.lineWidth = filled ? 1.5 : 2;
    context.strokeStyle = filled ? this.#palette().ground : colour;
    context.stroke();
  }
}
