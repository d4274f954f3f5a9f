import { Injectable } from '@nestjs/common';
import type { TradeSeen } from '../../ingestion/live/venue-feed.ts';
import { LiveService } from '../../live/live.service.ts';
import { inTimeframe, type CloseSeries, type PairLeg } from '../close-series.ts';
import { SecondCloses } from './second-closes.ts';
import { TradeStore } from './trade-store.ts';

/** Into which ticks are resampled. */
export const TICK_TIMEFRAMES = ['1s', '1m', '5m'] as const;

/** Seconds that are kept of a leg: six hours. */
const MOST_SECONDS = 21_600;
/** Real ms after which a leg that nobody asks for is no longer kept. */
const IDLE_MS = 600_000;
const SECOND = 1_000;

interface Watched {
  readonly closes: SecondCloses;
  readonly ready: Promise<void>;
  askedAt: number;
}

/**
 * Trades of the legs that somebody looks at tick by tick: from the first question on until ten minutes after the last one, out of the
 * streams that the live market listens to anyway. They are stored in batches, so that a restart loses none of them.
 */
@Injectable()
export class TickDesk {
  readonly #watched = new Map<string, Watched>();

  constructor(
    private readonly live: LiveService,
    private readonly store: TradeStore,
  ) {}

  /** Closes of a leg out of its trades, as far as bars are over. Asking begins the watch. */
  async closes(leg: PairLeg, timeframe: string): Promise<CloseSeries> {
    this.#listen();
    this.#forget();
    const watched = this.#watch(leg.venue ?? '', leg.symbol);
    watched.askedAt = Date.now();
    await watched.ready;
    const now = this.live.run?.source.clock.now() ?? 0;
    const seconds = watched.closes.closedBy(now, leg);
    return seconds.times.length === 0 ? { ...seconds, timeframe } : inTimeframe(seconds, timeframe);
  }

  #watch(venue: string, symbol: string): Watched {
    const market = this.live.run?.source.market ?? 'live';
    const key = JSON.stringify([market, venue, symbol]);
    const known = this.#watched.get(key);
    if (known) return known;
    const closes = new SecondCloses(MOST_SECONDS);
    const from = (this.live.run?.source.clock.now() ?? 0) - MOST_SECONDS * SECOND;
    const ready = this.store.since({ market, venue, symbol }, from).then((trades) => {
      for (const trade of trades) closes.take(trade);
    });
    const watched = { closes, ready, askedAt: Date.now() };
    this.#watched.set(key, watched);
    return watched;
  }

  /** The market may have begun anew, with other collectors. */
  #listen(): void {
    for (const { venue, intake } of this.live.run?.collectors ?? [])
      intake.onTrade = (trade) => this.#trade(venue, trade);
  }

  #trade(venue: string, trade: TradeSeen): void {
    const market = this.live.run?.source.market ?? 'live';
    const { symbol, time, price, amount, takerBuys } = trade;
    const watched = this.#watched.get(JSON.stringify([market, venue, symbol]));
    if (!watched) return;
    watched.closes.take({ time, price });
    this.store.add({ market, venue, symbol, time, id: String(trade.id), price, amount, takerBuys });
  }

  #forget(): void {
    for (const [key, { askedAt }] of this.#watched)
      if (Date.now() - askedAt > IDLE_MS) this.#watched.delete(key);
  }
}
