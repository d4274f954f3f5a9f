import type { RowSource, ShownRows } from '../marks/source.ts';
import { withAlpha, type Palette } from '../palette.ts';
import { extentOf, joined, type Extent } from './extent.ts';
import { Plot } from './plot.ts';
import { eachPlace, yOf, type Sheet } from './sheet.ts';

/** Share of a bar's room that is left free beside it, where there is room. */
const GAP = 0.2;
const ROOM_FOR_A_GAP = 3;

function gapIn(wide: number): number {
  return wide >= ROOM_FOR_A_GAP ? Math.max(1, Math.round(wide * GAP)) : 0;
}

/** Volume at the foot of the price, coloured by what the bar did. */
export class VolumePlot extends Plot {
  extent(source: RowSource, from: number, to: number): Extent | null {
    return joined({ low: 0, high: 0 }, extentOf(source, 'volume', from, to));
  }

  protected override paint(sheet: Sheet, source: RowSource): void {
    const [volume, open, close] = ['volume', 'open', 'close'].map((name) =>
      source.view(name, sheet.from, sheet.to),
    );
    if (!volume || !open || !close) return;
    const { context, from } = sheet;
    const foot = Math.round(yOf(sheet, 0));
    for (const rising of [true, false]) {
      context.fillStyle = withAlpha(rising ? this.palette().up : this.palette().down, 0.32);
      eachPlace(sheet, (x, wide, first, end) => {
        let most = -1;
        for (let i = first - from; i < end - from; i++) {
          if (volume[i] === volume[i] && (most < 0 || volume[i] > volume[most])) most = i;
        }
        if (most < 0 || close[most] >= open[most] !== rising) return;
        const top = Math.round(yOf(sheet, volume[most]));
        context.fillRect(x, top, wide - gapIn(wide), Math.max(1, foot - top));
      });
    }
  }
}

/** Bars from zero up or down, coloured by their sign. */
export class SignedPlot extends Plot {
  readonly #column: string;

  constructor(shown: ShownRows, palette: () => Palette, column: string) {
    super(shown, palette);
    this.#column = column;
  }

  extent(source: RowSource, from: number, to: number): Extent | null {
    const found = extentOf(source, this.#column, from, to);
    return found && joined({ low: 0, high: 0 }, found);
  }

  protected override paint(sheet: Sheet, source: RowSource): void {
    const values = source.view(this.#column, sheet.from, sheet.to);
    if (!values) return;
    const { context, from } = sheet;
    const zero = Math.round(yOf(sheet, 0));
    for (const up of [true, false]) {
      context.fillStyle = withAlpha(up ? this.palette().up : this.palette().down, 0.75);
      eachPlace(sheet, (x, wide, first, end) => {
        let farthest = NaN;
        for (let i = first - from; i < end - from; i++) {
          const value = values[i];
          if (value >= 0 === up && value === value) {
            if (farthest !== farthest || Math.abs(value) > Math.abs(farthest)) farthest = value;
          }
        }
        if (farthest !== farthest) return;
        const y = Math.round(yOf(sheet, farthest));
        context.fillRect(x, Math.min(y, zero), wide - gapIn(wide), Math.max(1, Math.abs(zero - y)));
      });
    }
  }
}
