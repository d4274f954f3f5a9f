import { alignOpen, MINUTE, Tape, type BarInput, type LaneKey } from '@hindcast/engine';
import { decimalsOf, decimalText, roundTo } from './decimal-text.ts';
import { firstTradeFrom, type Flow, type TradeIds, type TradeSource, type VenueTrade } from './trade.ts';
import type { Decimals } from './synthetic-trades.ts';

/** A list of trades, sorted by time, over the rows of a tape of minutes. */
class TradeList implements TradeSource {
  readonly recorded = true;
  readonly tape: Tape;
  readonly trades: readonly VenueTrade[];
  readonly decimals: Decimals;

  constructor(tape: Tape, trades: readonly VenueTrade[], decimals: Decimals) {
    this.tape = tape;
    this.trades = trades;
    this.decimals = decimals;
  }

  ofRow(row: number): readonly VenueTrade[] {
    const open = this.tape.openTime[row];
    return this.trades.slice(firstTradeFrom(this.trades, open), firstTradeFrom(this.trades, open + MINUTE));
  }

  idsAt(row: number): TradeIds {
    const next = this.trades[firstTradeFrom(this.trades, this.tape.openTime[0] + row * MINUTE)];
    const past = this.trades[this.trades.length - 1];
    return next ? { id: next.id, trade: next.first } : { id: past.id + 1, trade: past.last + 1 };
  }

  /** Summed in whole ticks and lots, so that a bar is the sum of its trades to the last digit. */
  flowOf(row: number): Flow | undefined {
    const trades = this.ofRow(row);
    if (trades.length === 0) return undefined;
    const [ticks, lots] = [10 ** this.decimals.price, 10 ** this.decimals.quantity];
    let [volume, bought, value, boughtValue, count] = [0, 0, 0, 0, 0];
    for (const { price, quantity, buyerIsMaker, first, last } of trades) {
      const size = Math.round(quantity * lots);
      const worth = Math.round(price * ticks) * size;
      volume += size;
      value += worth;
      count += last - first + 1;
      if (buyerIsMaker) continue;
      bought += size;
      boughtValue += worth;
    }
    return {
      ...{ volume: volume / lots, takerBuyVolume: bought / lots, trades: count },
      ...{ quoteVolume: value / (ticks * lots), takerBuyQuote: boughtValue / (ticks * lots) },
    };
  }
}

/** Trades as they were recorded, and the one-minute bars that they add up to. */
export class RecordedTrades extends TradeList {
  /** Trades of one order at one price, as Binance's aggregate trades. */
  readonly aggregates: TradeSource;

  /** `trades` sorted by time, at least one. */
  constructor(venue: string, symbol: string, trades: readonly VenueTrade[]) {
    const scale = {
      price: decimals(trades, ({ price }) => price),
      quantity: decimals(trades, ({ quantity }) => quantity),
    };
    const key: LaneKey = { venue, symbol, timeframe: '1m' };
    super(Tape.empty(key), trades, scale);
    for (const bar of minutePrices(trades)) this.tape.append(bar);
    for (let row = 0; row < this.tape.rows; row++) this.#fill(row);
    this.aggregates = new TradeList(this.tape, aggregate(trades, scale), scale);
  }

  #fill(row: number): void {
    const flow = this.flowOf(row);
    for (const field of ['volume', 'takerBuyVolume', 'quoteVolume', 'trades'] as const) {
      this.tape.columns[field][row] = flow?.[field] ?? 0;
    }
  }
}

/** Neighbours of the same moment, price and side become one. */
function aggregate(trades: readonly VenueTrade[], scale: Decimals): VenueTrade[] {
  const found: VenueTrade[] = [];
  for (const trade of trades) {
    const last = found[found.length - 1];
    const same =
      last?.time === trade.time && last.price === trade.price && last.buyerIsMaker === trade.buyerIsMaker;
    if (!same) found.push({ ...trade, id: found.length + 1 });
    else {
      last.quantity = roundTo(last.quantity + trade.quantity, scale.quantity);
      last.quantityText = decimalText(last.quantity, scale.quantity);
      last.last = trade.last;
    }
  }
  return found;
}

function decimals(trades: readonly VenueTrade[], value: (trade: VenueTrade) => number): number {
  return decimalsOf(Float64Array.from(trades, value), trades.length);
}

/** The prices of every minute from the first trade to the last: that of the trade before where there is none. */
function* minutePrices(trades: readonly VenueTrade[]): Generator<BarInput> {
  let place = 0;
  let last = NaN;
  for (let openTime = alignOpen(trades[0].time, '1m'); place < trades.length; openTime += MINUTE) {
    const own: number[] = [];
    while (place < trades.length && trades[place].time < openTime + MINUTE) own.push(trades[place++].price);
    const open = own[0] ?? last;
    last = own[own.length - 1] ?? last;
    const [high, low] = own.reduce(([h, l], p) => [Math.max(h, p), Math.min(l, p)], [open, open]);
    yield { openTime, open, high, low, close: last };
  }
}
