import { MINUTE, type BarField, type Tape } from '@hindcast/engine';
import type { Random } from '@hindcast/engine/testing';
import { decimalText } from './decimal-text.ts';
import { fewestTrades, pricePath, type BarPrices } from './price-path.ts';
import { splitLots, type LotTotals } from './split-lots.ts';
import { isWhole } from './whole-bar.ts';
import type { Flow, TradeIds, TradeSource, VenueTrade } from './trade.ts';

/** How dense the trades are: enough to form a candle, few enough for hundreds of symbols. */
const PER_MINUTE = 20;
const FEWEST = 8;
const MOST = 240;
/** Ids are counted from marks that lie so many rows apart. */
const MARK_ROWS = 64;
/** The bar before, the one that forms, and the next, and one that somebody asked for. */
const KEPT_ROWS = 4;

export interface Decimals {
  price: number;
  quantity: number;
}

interface RowShape {
  prices: BarPrices;
  totals: LotTotals;
  /** Synthetic trades, and the single trades they stand for. */
  count: number;
  trades: number;
}

/**
 * Trades made to fit recorded bars: a path from open over high and low to close, whose quantities add up to the bar's volume
 * and taker side exactly and to its quote volume as nearly as whole lots allow. The same seed gives the same trades, whatever was asked before.
 */
export class SyntheticTrades implements TradeSource {
  readonly recorded = false;
  readonly #tape: Tape;
  readonly #decimals: Decimals;
  readonly #random: Random;
  readonly #lots: number;
  readonly #budget: number;
  readonly #marks: TradeIds[] = [{ id: 1, trade: 1 }];
  /** Where ids were asked for last: most questions go on from there. */
  #asked: { row: number; ids: TradeIds } = { row: 0, ids: { id: 1, trade: 1 } };
  readonly #kept = new Map<number, readonly VenueTrade[]>();

  constructor(tape: Tape, decimals: Decimals, random: Random) {
    this.#tape = tape;
    this.#decimals = decimals;
    this.#random = random;
    this.#lots = 10 ** decimals.quantity;
    const wanted = Math.round((tape.timeframeMs / MINUTE) * PER_MINUTE);
    this.#budget = Math.min(MOST, Math.max(FEWEST, wanted));
  }

  ofRow(row: number): readonly VenueTrade[] {
    const kept = this.#kept.get(row);
    if (kept) return kept;
    const made = this.#make(row);
    this.#kept.set(row, made);
    if (this.#kept.size > KEPT_ROWS) this.#kept.delete(this.#kept.keys().next().value as number);
    return made;
  }

  flowOf(row: number): Flow | undefined {
    const shape = this.#shape(row);
    if (!shape) return undefined;
    const { totals, trades } = shape;
    const [bought, volume] = [totals.bought / this.#lots, (totals.bought + totals.sold) / this.#lots];
    const quoteVolume = totals.value / this.#lots;
    return {
      volume,
      quoteVolume,
      takerBuyVolume: bought,
      takerBuyQuote: (quoteVolume * bought) / volume,
      trades,
    };
  }

  #make(row: number): readonly VenueTrade[] {
    const shape = this.#shape(row);
    if (!shape) return [];
    const random = this.#random.fork(this.#tape.openTime[row]);
    const prices = pricePath(shape.prices, shape.count, this.#decimals.price, random);
    const { lots, buys } = splitLots(prices, shape.totals, random);
    const open = this.#tape.openTime[row];
    let { id, trade } = this.idsAt(row);
    let given = 0;
    return prices.map((price, i) => {
      const upTo = Math.round((shape.trades * (i + 1)) / shape.count);
      const own = upTo - given;
      given = upTo;
      const time =
        open + Math.floor((this.#tape.timeframeMs * (i + 0.2 + 0.6 * random.next())) / shape.count);
      const quantity = lots[i] / this.#lots;
      const made: VenueTrade = {
        id: id++,
        first: trade,
        last: trade + own - 1,
        time,
        sentAt: time,
        price,
        quantity,
        priceText: decimalText(price, this.#decimals.price),
        quantityText: decimalText(quantity, this.#decimals.quantity),
        buyerIsMaker: !buys[i],
      };
      trade += own;
      return made;
    });
  }

  /** What the trades of a row come to; undefined where there are none. */
  #shape(row: number): RowShape | undefined {
    const value = (field: BarField): number => this.#tape.columns[field][row];
    const volume = Math.round(value('volume') * this.#lots);
    if (!(volume > 0) || !isWhole(this.#tape, row)) return undefined;
    const prices = { open: value('open'), high: value('high'), low: value('low'), close: value('close') };
    const bought = this.#bought(row, volume, prices);
    // Where no value was recorded, one that the prices allow.
    const typical = (prices.open + prices.high + prices.low + prices.close) / 4;
    const quoted = value('quoteVolume');
    const worth = quoted === quoted ? quoted * this.#lots : typical * volume;
    const totals = { bought, sold: volume - bought, value: worth };
    const recorded = value('trades');
    // Open, high, low and close, and a trade of each side.
    const needed = Math.max(fewestTrades(prices), bought > 0 && bought < volume ? 2 : 1);
    const fits = Math.min(this.#budget, recorded > 0 ? recorded : this.#budget);
    const count = Math.min(volume, Math.max(needed, fits));
    return { prices, totals, count, trades: recorded > count ? recorded : count };
  }

  /** The taker's side: recorded, or by where the bar closed in its range where it was not. */
  #bought(row: number, volume: number, { high, low, close }: BarPrices): number {
    const recorded = Math.round(this.#tape.columns.takerBuyVolume[row] * this.#lots);
    if (recorded === recorded) return Math.min(volume, Math.max(0, recorded));
    const place = high > low ? (close - low) / (high - low) : 0.5;
    return Math.round(volume * (0.35 + 0.3 * place));
  }

  idsAt(row: number): TradeIds {
    const near =
      this.#asked.row <= row && row - this.#asked.row < MARK_ROWS ? this.#asked : this.#markOf(row);
    const ids = this.#countOn(near.ids, near.row, row);
    this.#asked = { row, ids };
    return ids;
  }

  #markOf(row: number): { row: number; ids: TradeIds } {
    const mark = Math.floor(row / MARK_ROWS);
    while (this.#marks.length <= mark) {
      const at = (this.#marks.length - 1) * MARK_ROWS;
      this.#marks.push(this.#countOn(this.#marks[this.#marks.length - 1], at, at + MARK_ROWS));
    }
    return { row: mark * MARK_ROWS, ids: this.#marks[mark] };
  }

  #countOn(from: TradeIds, row: number, to: number): TradeIds {
    let { id, trade } = from;
    for (let i = row; i < to; i++) {
      const shape = this.#shape(i);
      if (!shape) continue;
      id += shape.count;
      trade += shape.trades;
    }
    return { id, trade };
  }
}
