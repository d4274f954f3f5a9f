import type { UtcMs } from '@hindcast/engine';

/**
 * A trade of the venue. Of a synthetic one `first` and `last` are the ids of the single trades it stands for, as in
 * Binance's aggregate trades; of a recorded one both are its own id.
 */
export interface VenueTrade {
  /** Without gaps from one trade of an instrument to the next. */
  id: number;
  first: number;
  last: number;
  time: UtcMs;
  price: number;
  quantity: number;
  priceText: string;
  quantityText: string;
  /** The taker sold. */
  buyerIsMaker: boolean;
  /** When the venue sent it; of a synthetic trade its own time. */
  sentAt: UtcMs;
}

/** The trades of an instrument by the rows of its base tape. */
export interface TradeSource {
  /** Whether they were recorded, or made to fit the bars. */
  readonly recorded: boolean;
  /** Trades of a row, by time; none where the row is a hole or nothing was traded. */
  ofRow(row: number): readonly VenueTrade[];
  /** The ids that the first trade at or after the beginning of a row has. */
  idsAt(row: number): TradeIds;
  /** What the trades of a row come to, without making them; undefined where there are none. */
  flowOf(row: number): Flow | undefined;
}

/** `id` counts the trades of this source, `trade` the single trades that they stand for. */
export interface TradeIds {
  id: number;
  trade: number;
}

export interface Flow {
  volume: number;
  quoteVolume: number;
  takerBuyQuote: number;
  takerBuyVolume: number;
  trades: number;
}

/** Index of the first of the trades with `time` >= the given one. */
export function firstTradeFrom(trades: readonly VenueTrade[], time: UtcMs): number {
  let low = 0;
  let high = trades.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (trades[middle].time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
