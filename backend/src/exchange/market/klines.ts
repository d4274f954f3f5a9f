import { lastAtOrBefore, type Tape, type UtcMs } from '@hindcast/engine';
import { roundTo } from './decimal-text.ts';
import type { Instrument } from './instrument.ts';
import { openAt } from './intervals.ts';
import { isWhole } from './whole-bar.ts';
import { firstTradeFrom, type VenueTrade } from './trade.ts';

/** A kline at a moment: closed, or as far as it has come. */
export interface Kline {
  openTime: UtcMs;
  length: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  quoteVolume: number;
  trades: number;
  takerBuyVolume: number;
  takerBuyQuote: number;
  closed: boolean;
}

/** The klines of one instrument: recorded ones as they are, others out of the shortest bars and their trades. */
export class Klines {
  readonly instrument: Instrument;
  /** Of each length, the kline that is forming, with the bars below it that have closed. */
  readonly #forming = new Map<number, { kline: Kline | undefined; open: UtcMs; row: number }>();
  /** Of each length, the closed kline that was made before it closed. */
  readonly #ready = new Map<number, { kline: Kline | undefined; open: UtcMs }>();

  constructor(instrument: Instrument) {
    this.instrument = instrument;
  }

  /** The kline that opens at `open`, as it stands at `now`; undefined where nothing was recorded, or not yet. */
  at(length: number, open: UtcMs, now: UtcMs): Kline | undefined {
    if (open >= now) return undefined;
    const closed = open + length <= now;
    const ready = closed ? this.#ready.get(length) : undefined;
    if (ready?.open === open) return ready.kline;
    const recorded = closed ? this.#recorded(length, open) : undefined;
    if (recorded !== undefined) return recorded ?? undefined;
    const { step } = this.instrument;
    const kline = length < step ? this.#part(length, open, now) : this.#aggregate(length, open, now);
    if (kline) kline.closed = closed;
    return kline && this.#tidy(kline);
  }

  /** Makes the closed kline that opens at `open` before anybody may know it, so that it is there when it closes. */
  prepare(length: number, open: UtcMs): Kline | undefined {
    const kline = this.at(length, open, open + length);
    this.#ready.set(length, { kline, open });
    return kline;
  }

  /** Klines that open in [from, to] and have begun by `now`, oldest first, at most `limit`: the first, or the last. */
  range(length: number, from: UtcMs, to: UtcMs, limit: number, now: UtcMs, end: 'first' | 'last'): Kline[] {
    // The first kline of a contract may open before its first bar.
    const earliest = Math.max(openAt(from + length - 1, length), openAt(this.instrument.from, length));
    const latest = openAt(Math.min(to, now - 1, this.instrument.to - 1), length);
    const found: Kline[] = [];
    const step = end === 'first' ? length : -length;
    for (let open = end === 'first' ? earliest : latest; open >= earliest && open <= latest; open += step) {
      const kline = this.at(length, open, now);
      if (kline) found.push(kline);
      if (found.length === limit) break;
    }
    return end === 'first' ? found : found.reverse();
  }

  /** null where the tape has a hole, undefined where it does not reach. */
  #recorded(length: number, open: UtcMs): Kline | null | undefined {
    const tape = this.instrument.tapeAt(length);
    const row = tape?.rowOpeningAt(open) ?? -1;
    if (!tape || row < 0) return undefined;
    return isWhole(tape, row) ? this.#ofRow(tape, row, length) : null;
  }

  #ofRow(tape: Tape, row: number, length: number): Kline {
    const { trades, tape: base } = this.instrument;
    const own = tape === base;
    const openTime = tape.openTime[row];
    const c = tape.columns;
    const flow = own && (trades.recorded || lacksFlow(tape, row)) ? trades.flowOf(row) : undefined;
    const quoteVolume = either(c.quoteVolume[row], flow?.quoteVolume, c.volume[row] * c.close[row]);
    const takerBuyVolume = either(c.takerBuyVolume[row], flow?.takerBuyVolume, c.volume[row] / 2);
    const share = takerBuyVolume / c.volume[row];
    return {
      ...{ openTime, length, closed: true },
      ...{ open: c.open[row], high: c.high[row], low: c.low[row], close: c.close[row] },
      ...{ volume: c.volume[row], quoteVolume, takerBuyVolume },
      trades: either(c.trades[row], flow?.trades),
      takerBuyQuote: either(flow?.takerBuyQuote, quoteVolume * share),
    };
  }

  /** Ids of the first and the last single trade of a closed kline; -1 where it has none. */
  tradeIds({ openTime, length, trades }: Kline): [number, number] {
    const { tape, step, trades: source } = this.instrument;
    const row = tape.rowOpeningAt(openTime);
    if (row < 0 || trades === 0 || length < step) return [-1, -1];
    const next = Math.min(tape.rows - 1, row + length / step);
    return [source.idsAt(row).trade, source.idsAt(next).trade - 1];
  }

  /** A kline shorter than the bars: of the trades that fall into it. */
  #part(length: number, open: UtcMs, now: UtcMs): Kline | undefined {
    const { tape, trades, step } = this.instrument;
    const row = tape.rowOpeningAt(openAt(open, step));
    if (row < 0 || !isWhole(tape, row)) return undefined;
    const all = trades.ofRow(row);
    const from = firstTradeFrom(all, open);
    const until = firstTradeFrom(all, Math.min(open + length, now + 1));
    const before = all[from - 1]?.price ?? tape.columns.open[row];
    const own = all.slice(from, Math.max(from, until));
    return own.length > 0 ? merge(emptyKline(open, length), own) : flat(open, length, before);
  }

  /** A kline of several bars: those that have closed, and the trades of the one that is forming. */
  #aggregate(length: number, open: UtcMs, now: UtcMs): Kline | undefined {
    const { tape, step } = this.instrument;
    const first = firstRowFrom(tape, open);
    const limit = Math.min(open + length, now);
    const whole = lastAtOrBefore(tape.openTime, tape.rows, limit - step) + 1;
    const kept = this.#forming.get(length);
    const running = kept?.open === open && kept.row <= whole ? kept : { kline: undefined, open, row: first };
    for (; running.row < whole; running.row++) {
      const bar = this.#recorded(step, tape.openTime[running.row]);
      if (bar) running.kline = append(running.kline, bar, open, length);
    }
    this.#forming.set(length, running);
    const formed = running.kline ? { ...running.kline } : undefined;
    return limit < open + length ? this.#withForming(formed, open, length, now) : formed;
  }

  #withForming(kline: Kline | undefined, open: UtcMs, length: number, now: UtcMs): Kline | undefined {
    const { tape, trades, step } = this.instrument;
    const row = tape.rowOpeningAt(openAt(now - 1, step));
    if (row < 0 || tape.closeTime(row) <= now || !isWhole(tape, row)) return kline;
    const all = trades.ofRow(row);
    const own = all.slice(0, firstTradeFrom(all, now + 1));
    if (own.length > 0) return merge(kline ?? emptyKline(open, length), own);
    return kline ?? flat(open, length, tape.columns.open[row]);
  }

  /** Takes away what adding up has put behind the last decimal. */
  #tidy(kline: Kline): Kline {
    const { price, quantity } = this.instrument.decimals;
    const value = Math.min(8, price + quantity);
    kline.volume = roundTo(kline.volume, quantity);
    kline.takerBuyVolume = roundTo(kline.takerBuyVolume, quantity);
    kline.quoteVolume = roundTo(kline.quoteVolume, value);
    kline.takerBuyQuote = roundTo(kline.takerBuyQuote, value);
    return kline;
  }
}

function lacksFlow(tape: Tape, row: number): boolean {
  const { takerBuyVolume, quoteVolume, trades } = tape.columns;
  return Number.isNaN(takerBuyVolume[row] + quoteVolume[row] + trades[row]);
}

function either(...values: (number | undefined)[]): number {
  return values.find((value): value is number => value !== undefined && !Number.isNaN(value)) ?? 0;
}

function firstRowFrom(tape: Tape, time: UtcMs): number {
  const row = lastAtOrBefore(tape.openTime, tape.rows, time);
  return row >= 0 && tape.openTime[row] === time ? row : row + 1;
}

function emptyKline(openTime: UtcMs, length: number): Kline {
  return {
    ...{ openTime, length, open: NaN, high: -Infinity, low: Infinity, close: NaN },
    ...{ volume: 0, quoteVolume: 0, trades: 0, takerBuyVolume: 0, takerBuyQuote: 0 },
    closed: false,
  };
}

/** A kline in which nothing was traded: the price before it. */
function flat(openTime: UtcMs, length: number, price: number): Kline {
  return { ...emptyKline(openTime, length), open: price, high: price, low: price, close: price };
}

function merge(kline: Kline, trades: readonly VenueTrade[]): Kline {
  if (Number.isNaN(kline.open)) kline.open = trades[0].price;
  for (const { price, quantity, buyerIsMaker, first, last } of trades) {
    if (price > kline.high) kline.high = price;
    if (price < kline.low) kline.low = price;
    kline.close = price;
    kline.volume += quantity;
    kline.quoteVolume += price * quantity;
    kline.trades += last - first + 1;
    if (!buyerIsMaker) {
      kline.takerBuyVolume += quantity;
      kline.takerBuyQuote += price * quantity;
    }
  }
  return kline;
}

function append(kline: Kline | undefined, bar: Kline, openTime: UtcMs, length: number): Kline {
  if (!kline) return { ...bar, openTime, length };
  kline.high = Math.max(kline.high, bar.high);
  kline.low = Math.min(kline.low, bar.low);
  kline.close = bar.close;
  kline.volume += bar.volume;
  kline.quoteVolume += bar.quoteVolume;
  kline.trades += bar.trades;
  kline.takerBuyVolume += bar.takerBuyVolume;
  kline.takerBuyQuote += bar.takerBuyQuote;
  return kline;
}
