import type { BarField, BarInput, UtcMs } from '@hindcast/engine';
import { reconcile } from './reconcile.ts';
import { TradeBars } from './trade-bars.ts';
import type {
  FeedSink,
  KlineSeen,
  LiquidationSeen,
  PriceSeen,
  SeriesSeen,
  StreamName,
  TradeSeen,
} from './venue-feed.ts';

/** Who is told what the streams of a venue come to. Symbols are those of the venue. */
export interface IntakeListener {
  /** The venue says that a bar has closed; `confirmed` when the sum of its trades says the same. */
  closed(symbol: string, bar: BarInput, confirmed: boolean): void;
  series(seen: SeriesSeen): void;
  alive(stream: StreamName): void;
}

/** What was not as it should be, counted. */
export interface IntakeCounts {
  /** Closed bars of the venue, and those of them that differ from the sum of the trades, by field. */
  compared: number;
  differences: Partial<Record<BarField, number>>;
  repeatedTrades: number;
  /** Messages older than what was known already. */
  outOfOrder: number;
  /** Values that no market has: not a number, or a time far from now. */
  refused: number;
}

/** The last prices of a symbol, for those who look between two bars. */
export interface LastPrice {
  last: number;
  mark: number;
  time: UtcMs;
  nextFundingTime: number;
}

interface SymbolState {
  trades: TradeBars;
  /** Liquidated USD by the open of the bar. */
  liquidated: Map<UtcMs, { long: number; short: number }>;
  price: LastPrice;
  lastKlineAt: number;
}

/** Bars whose trades are kept: the growing one, and those that may still be compared. */
const BARS_KEPT = 3;

/** What comes over the streams of one venue, gathered by symbol until a bar closes. */
export class Intake implements FeedSink {
  /** Hears every trade once, as it comes in. */
  onTrade: ((trade: TradeSeen) => void) | undefined;
  readonly counts: IntakeCounts = {
    compared: 0,
    differences: {},
    repeatedTrades: 0,
    outOfOrder: 0,
    refused: 0,
  };
  readonly #ms: number;
  readonly #symbols = new Map<string, SymbolState>();
  readonly #listener: IntakeListener;
  /** From when on a stream has been heard without a break; absent while it is not. */
  readonly #heardSince = new Map<StreamName, UtcMs>();

  constructor(symbols: readonly string[], timeframeMs: number, listener: IntakeListener) {
    this.#ms = timeframeMs;
    this.#listener = listener;
    for (const symbol of symbols) {
      this.#symbols.set(symbol, {
        trades: new TradeBars(timeframeMs),
        liquidated: new Map(),
        price: { last: NaN, mark: NaN, time: NaN, nextFundingTime: NaN },
        lastKlineAt: -Infinity,
      });
    }
  }

  lastPrice(symbol: string): LastPrice | undefined {
    return this.#symbols.get(symbol)?.price;
  }

  kline({ symbol, bar, closed, sentAt }: KlineSeen): void {
    const state = this.#symbols.get(symbol);
    if (!state || !(bar.openTime % this.#ms === 0) || !Number.isFinite(bar.close)) {
      this.counts.refused++;
      return;
    }
    if (closed) this.#close(symbol, state, bar);
    if (sentAt < state.lastKlineAt) this.counts.outOfOrder++;
    else {
      state.lastKlineAt = sentAt;
      state.price.last = bar.close!;
      state.price.time = sentAt;
    }
  }

  trade(trade: TradeSeen): void {
    const state = this.#symbols.get(trade.symbol);
    if (!state || !(trade.price > 0) || !(trade.amount >= 0) || !Number.isFinite(trade.time)) {
      this.counts.refused++;
      return;
    }
    const before = state.trades.repeated;
    state.trades.take(trade);
    const repeated = state.trades.repeated - before;
    this.counts.repeatedTrades += repeated;
    if (repeated === 0) this.onTrade?.(trade);
  }

  liquidation({ symbol, time, usd, long }: LiquidationSeen): void {
    const state = this.#symbols.get(symbol);
    if (!state || !Number.isFinite(usd) || !Number.isFinite(time)) {
      this.counts.refused++;
      return;
    }
    const open = Math.floor(time / this.#ms) * this.#ms;
    const sums = state.liquidated.get(open) ?? { long: 0, short: 0 };
    sums[long ? 'long' : 'short'] += usd;
    state.liquidated.set(open, sums);
  }

  price(seen: PriceSeen): void {
    const state = this.#symbols.get(seen.symbol);
    if (!state) return;
    if (seen.mark !== undefined && Number.isFinite(seen.mark)) state.price.mark = seen.mark;
    if (seen.nextFundingTime !== undefined && Number.isFinite(seen.nextFundingTime))
      state.price.nextFundingTime = seen.nextFundingTime;
    const { symbol, time: stamp, openInterest, openInterestUsd } = seen;
    if (openInterest === undefined || !Number.isFinite(openInterest)) return;
    const usd = Number.isFinite(openInterestUsd) ? openInterestUsd! : openInterest * state.price.mark;
    this.#listener.series({
      symbol,
      kind: 'openInterest',
      stamp,
      values: { openInterest, ...(Number.isFinite(usd) ? { openInterestUsd: usd } : {}) },
    });
  }

  /** A value that was asked for. Open interest without its worth in USD is worth its mark price. */
  published(seen: SeriesSeen): void {
    const values = { ...seen.values };
    const mark = this.#symbols.get(seen.symbol)?.price.mark ?? NaN;
    if (seen.kind === 'openInterest' && values.openInterestUsd === undefined && Number.isFinite(mark))
      values.openInterestUsd = values.openInterest! * mark;
    if (Number.isFinite(seen.stamp)) this.#listener.series({ ...seen, values });
    else this.counts.refused++;
  }

  alive(stream: StreamName): void {
    this.#listener.alive(stream);
  }

  /** A stream is heard from `time` on. */
  heardFrom(stream: StreamName, time: UtcMs): void {
    this.#heardSince.set(stream, time);
  }

  /** A stream is not heard any more. */
  lost(stream: StreamName): void {
    this.#heardSince.delete(stream);
  }

  /** Whether a stream has been heard since the bar opened. */
  #heardThroughout(stream: StreamName, openTime: UtcMs): boolean {
    return (this.#heardSince.get(stream) ?? Infinity) <= openTime;
  }

  /** What was liquidated in a bar; undefined when the stream was not heard throughout. */
  liquidated(
    symbol: string,
    openTime: UtcMs,
  ): { liquidatedLongUsd: number; liquidatedShortUsd: number } | undefined {
    if (!this.#heardThroughout('liquidations', openTime)) return undefined;
    const sums = this.#symbols.get(symbol)?.liquidated.get(openTime);
    return { liquidatedLongUsd: sums?.long ?? 0, liquidatedShortUsd: sums?.short ?? 0 };
  }

  /** A bar by its trades alone, when every one of them was seen. */
  summed(symbol: string, openTime: UtcMs): BarInput | undefined {
    return this.#symbols.get(symbol)?.trades.whole(openTime);
  }

  /** A closed bar from elsewhere (REST), completed by what the trades tell. */
  complete(symbol: string, bar: BarInput): BarInput {
    return reconcile(bar, this.#symbols.get(symbol)?.trades.bar(bar.openTime)).bar;
  }

  /** The bar that opens at `openTime` has been decided: what is older is not needed any more. */
  decided(openTime: UtcMs): void {
    const oldest = openTime - BARS_KEPT * this.#ms;
    for (const { trades, liquidated } of this.#symbols.values()) {
      trades.forgetBefore(oldest);
      for (const open of liquidated.keys()) if (open < oldest) liquidated.delete(open);
    }
  }

  #close(symbol: string, state: SymbolState, kline: BarInput): void {
    const summed = state.trades.bar(kline.openTime);
    const { bar, differences } = reconcile(kline, summed);
    // Of a bar in which the trades began to be heard only a part was summed: that it differs says nothing of the venue.
    if (summed && this.#heardThroughout('trades', kline.openTime)) this.#count(differences);
    this.#listener.closed(symbol, bar, summed !== undefined && differences.length === 0);
  }

  /** Counts a bar that was compared, and the fields in which it differs. */
  #count(fields: readonly BarField[]): void {
    this.counts.compared++;
    for (const field of fields) this.counts.differences[field] = (this.counts.differences[field] ?? 0) + 1;
  }
}
