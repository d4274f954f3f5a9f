import type { LiquidationLevel } from '@hindcast/engine/wire';
import { compact } from '$lib/format/numbers.ts';
import { MONO, withAlpha, type Palette } from '../palette.ts';
import { ChartMarks, type Target } from './chart-marks.ts';

/** Share of the chart's width that the heaviest level takes, and its thickness. */
const SHARE = 0.14;
const THICK = 5;
/** Levels with less than this share of the heaviest are not worth a look; figures keep this distance. */
const LEAST = 0.05;
const LINE = 12;
/** Levels change at every bar and are read at leisure: they wait for the chart to be drawn anyway, or for this long. */
const PATIENCE_MS = 200;

/** Where liquidations lie: a bar from the right edge at each price, as long as what was liquidated there. */
export class HeatMarks extends ChartMarks {
  readonly #palette: () => Palette;
  #levels: readonly LiquidationLevel[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(palette: () => Palette) {
    super('normal');
    this.#palette = palette;
  }

  set(levels: readonly LiquidationLevel[]): void {
    if (JSON.stringify(levels) === JSON.stringify(this.#levels)) return;
    this.#levels = levels;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.redraw();
    }, PATIENCE_MS);
  }
  override detached(): void {
    clearTimeout(this.#timer);
    super.detached();
  }

  protected override draw(target: Target): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const most = this.#levels.reduce((usd, level) => Math.max(usd, level.usd), 0);
    if (most === 0) return;
    const right = this.chart?.timeScale().width() ?? 0;
    const palette = this.#palette();
    target.useMediaCoordinateSpace(({ context }) => {
      context.font = `10px ${MONO}`;
      context.textAlign = 'right';
      context.textBaseline = 'middle';
      const written: number[] = [];
      for (const { price, usd } of this.#levels.toSorted((a, b) => b.usd - a.usd)) {
        const y = this.series?.priceToCoordinate(price) ?? null;
        if (y === null || usd < most * LEAST) continue;
        const length = Math.max(6, (usd / most) * right * SHARE);
        context.fillStyle = withAlpha(palette.cursor, 0.3);
        context.fillRect(right - length, y - THICK / 2, length, THICK);
        if (written.some((other) => Math.abs(other - y) < LINE)) continue;
        written.push(y);
        const said = `${compact(usd)} $`;
        const [x, width] = [right - length - 5, context.measureText(said).width];
        // Candles lie behind it, and would be read into it.
        context.fillStyle = withAlpha(palette.ground, 0.8);
        context.fillRect(x - width - 2, y - LINE / 2, width + 4, LINE);
        context.fillStyle = palette.muted;
        context.fillText(said, x, y);
      }
    });
  }
}
