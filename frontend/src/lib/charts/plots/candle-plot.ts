import type { ISeriesPrimitiveAxisView } from 'lightweight-charts';
import { price } from '$lib/format/numbers.ts';
import type { RowSource } from '../marks/source.ts';
import type { Extent } from './extent.ts';
import { extentOf, joined } from './extent.ts';
import { Plot } from './plot.ts';
import { eachPlace, roomy, yOf, type Sheet } from './sheet.ts';

/** Share of a bar's room that its body takes, and the room from which on a body can be told from a wick. */
const BODY = 0.8;
const ROOM_OF_A_BODY = 3;

interface Columns {
  open: Float64Array;
  high: Float64Array;
  low: Float64Array;
  close: Float64Array;
  /** The row at index 0 of each. */
  from: number;
}

/** Candles, with the last close on the price axis. */
export class CandlePlot extends Plot {
  readonly #labels: readonly ISeriesPrimitiveAxisView[] = [
    {
      coordinate: () => this.series?.priceToCoordinate(this.#last('close')) ?? -1_000,
      text: () => price(this.#last('close')),
      textColor: () => this.palette().ground,
      backColor: () => (this.#last('close') >= this.#last('open') ? this.palette().up : this.palette().down),
      visible: () => Number.isFinite(this.#last('close')),
    },
  ];

  priceAxisViews(): readonly ISeriesPrimitiveAxisView[] {
    return this.#labels;
  }

  extent(source: RowSource, from: number, to: number): Extent | null {
    return joined(extentOf(source, 'low', from, to), extentOf(source, 'high', from, to));
  }

  protected override paint(sheet: Sheet, source: RowSource): void {
    const columns = columnsOf(source, sheet);
    if (!columns) return;
    // One colour after the other: a change of pen costs as much as several bars.
    for (const rising of [true, false]) {
      sheet.context.fillStyle = rising ? this.palette().up : this.palette().down;
      if (roomy(sheet)) paintBars(sheet, columns, rising);
      else paintPlaces(sheet, columns, rising);
    }
  }

  #last(column: string): number {
    return this.shown.source?.value(column, this.shown.to - 1) ?? NaN;
  }
}

function columnsOf(source: RowSource, { from, to }: Sheet): Columns | null {
  const [open, high, low, close] = ['open', 'high', 'low', 'close'].map((name) =>
    source.view(name, from, to),
  );
  return open && high && low && close ? { open, high, low, close, from } : null;
}

/** Every bar with its wick and, where there is room, its body. */
function paintBars(sheet: Sheet, { open, high, low, close, from }: Columns, rising: boolean): void {
  const { context, left, step, pixel } = sheet;
  const wick = Math.max(1, Math.floor(pixel));
  let body = Math.max(wick, Math.floor(step * BODY));
  // Body and wick have one middle.
  if (body > wick && (body - wick) % 2 === 1) body--;
  for (let i = 0; i < close.length; i++) {
    if (close[i] !== close[i] || close[i] >= open[i] !== rising) continue;
    const x = Math.round(left + (from + i) * step - wick / 2);
    const top = Math.round(yOf(sheet, high[i]));
    context.fillRect(x, top, wick, Math.max(1, Math.round(yOf(sheet, low[i])) - top));
    if (step < ROOM_OF_A_BODY) continue;
    const head = Math.round(yOf(sheet, Math.max(open[i], close[i])));
    const tail = Math.round(yOf(sheet, Math.min(open[i], close[i])));
    context.fillRect(x - (body - wick) / 2, head, body, Math.max(1, tail - head));
  }
}

/** What several bars span together, as one. */
function paintPlaces(sheet: Sheet, { open, high, low, close, from }: Columns, rising: boolean): void {
  const { context } = sheet;
  eachPlace(sheet, (x, wide, first, end) => {
    let [highest, lowest, began, ended] = [-Infinity, Infinity, NaN, NaN];
    for (let i = first - from; i < end - from; i++) {
      if (close[i] !== close[i]) continue;
      if (high[i] > highest) highest = high[i];
      if (low[i] < lowest) lowest = low[i];
      if (began !== began) began = open[i];
      ended = close[i];
    }
    if (highest < lowest || ended >= began !== rising) return;
    const top = Math.round(yOf(sheet, highest));
    context.fillRect(x, top, wide, Math.max(1, Math.round(yOf(sheet, lowest)) - top));
  });
}
