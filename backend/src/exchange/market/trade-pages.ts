import { lastAtOrBefore, type Tape, type UtcMs } from '@hindcast/engine';
import { firstTradeFrom, type TradeSource, type VenueTrade } from './trade.ts';

/** The trades of an instrument, single or aggregate, with the tape that they are kept by. */
export interface TradeBook {
  tape: Tape;
  trades: TradeSource;
}

/** Trades with from <= time <= to, at most `limit`: the first of them. */
export function tradesFrom(book: TradeBook, from: UtcMs, to: UtcMs, limit: number): VenueTrade[] {
  const { tape, trades } = book;
  const found: VenueTrade[] = [];
  const first = Math.max(0, lastAtOrBefore(tape.openTime, tape.rows, from));
  for (let row = first; row < tape.rows && tape.openTime[row] <= to && found.length < limit; row++) {
    const all = trades.ofRow(row);
    const end = firstTradeFrom(all, to + 1);
    found.push(...all.slice(firstTradeFrom(all, from), end));
  }
  return found.slice(0, limit);
}

/** The last `limit` trades with time <= to, oldest first. */
export function lastTrades(book: TradeBook, to: UtcMs, limit: number): VenueTrade[] {
  const { tape, trades } = book;
  const pages: (readonly VenueTrade[])[] = [];
  let count = 0;
  for (let row = lastAtOrBefore(tape.openTime, tape.rows, to); row >= 0 && count < limit; row--) {
    const all = trades.ofRow(row);
    const page = all.slice(0, firstTradeFrom(all, to + 1));
    pages.unshift(page);
    count += page.length;
  }
  return pages.flat().slice(-limit);
}

/** Trades from an id on that had happened by `to`, at most `limit`. */
export function tradesFromId(book: TradeBook, id: number, to: UtcMs, limit: number): VenueTrade[] {
  const { tape, trades } = book;
  let [low, high] = [0, tape.rows];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (trades.idsAt(middle).id <= id) low = middle + 1;
    else high = middle;
  }
  const from = tape.openTime[Math.max(0, low - 1)];
  const found = tradesFrom(book, from, to, limit + trades.ofRow(Math.max(0, low - 1)).length);
  return found.filter((trade) => trade.id >= id).slice(0, limit);
}
