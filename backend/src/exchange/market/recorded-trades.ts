import { alignOpen, MINUTE, Tape, type BarInput, type LaneKey } from '@hindcast/engine';
import { decimalsOf, decimalText, roundTo } from './decimal-text.ts';
import { firstTradeFrom, type Flow, type TradeIds, type TradeSource, type VenueTrade } from './trade.ts';
import type { Decimals } from './synthetic-trades.ts';

/** A list of trades, sorted by time, over the rows of a tape of minutes. */
class TradeList implements TradeSource {
  readonly recorded = true;
  readonly tape: Tape;
  readonly trades: readonly VenueTrade[];

  constructor(tape: Tape, trades: readonly VenueTrade[]) {
    this.tape = tape;
    this.trades = trades;
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

  flowOf(row: number): Flow | undefined {
    const { quoteVolume, takerBuyVolume, trades } = this.tape.columns;
    if (!(trades[row] > 0)) return undefined;
    return { quoteVolume: quoteVolume[row], takerBuyVolume: takerBuyVolume[row], trades: trades[row] };
  }
}

/** Trades as they were recorded, and the one-minute bars that they add up to. */
export class RecordedTrades extends TradeList {
  readonly decimals: Decimals;
  /** Trades of one order at one price, as Binance's aggregate trades. */
  readonly aggregates: TradeSource;

  /** `trades` sorted by time, at least one. */
  constructor(venue: string, symbol: string, trades: readonly VenueTrade[]) {
    const scale = {
      price: decimals(trades, ({ price }) => price),
      quantity: decimals(trades, ({ quantity }) => quantity),
    };
    const key: LaneKey = { venue, symbol, timeframe: '1m' };
    super(Tape.fromBars(key, minuteBars(trades, scale)), trades);
    this.decimals = scale;
    this.aggregates = new TradeList(this.tape, aggregate(trades, scale));
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

/** Summed in whole ticks and lots, so that a bar is the sum of its trades to the last digit. */
function* minuteBars(trades: readonly VenueTrade[], scale: Decimals): Generator<BarInput> {
  const [ticks, lots] = [10 ** scale.price, 10 ** scale.quantity];
  let place = 0;
  let last = NaN;
  for (let open = alignOpen(trades[0].time, '1m'); place < trades.length; open += MINUTE) {
    let [volume, bought, value, count, high, low] = [0, 0, 0, 0, -Infinity, Infinity];
    const first = place < trades.length && trades[place].time < open + MINUTE ? trades[place].price : last;
    for (; place < trades.length && trades[place].time < open + MINUTE; place++) {
      const { price, quantity, buyerIsMaker, first: from, last: to } = trades[place];
      const size = Math.round(quantity * lots);
      volume += size;
      if (!buyerIsMaker) bought += size;
      value += Math.round(price * ticks) * size;
      count += to - from + 1;
      high = Math.max(high, price);
      low = Math.min(low, price);
      last = price;
    }
    yield {
      openTime: open,
      open: first,
      high: count > 0 ? high : first,
      low: count > 0 ? low : first,
      close: last,
      volume: volume / lots,
      takerBuyVolume: bought / lots,
      quoteVolume: value / (ticks * lots),
      trades: count,
    };
  }
}
