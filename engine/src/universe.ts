import { Market, type MarketOptions } from './market.ts';
import { alignTapes } from './tape/align.ts';
import { Resampler } from './tape/resample.ts';
import type { BarInput } from './tape/fields.ts';
import { type Tape } from './tape/tape.ts';
import { timeframeMs, type Timeframe } from './time.ts';

/**
 * Symbols × venues × timeframes that advance together. The lanes of the base timeframe are pushed or recorded; those of the
 * higher ones are resampled inside, bar by bar as they close, and go through the very same {@link Market}.
 */
export class Universe {
  readonly base: Market;
  /** Base timeframe first, then the higher ones. */
  readonly markets: ReadonlyMap<Timeframe, Market>;
  readonly #higher: readonly { market: Market; resamplers: readonly Resampler[] }[];

  constructor(tapes: readonly Tape[], higher: readonly Timeframe[] = [], options: MarketOptions = {}) {
    const aligned = alignTapes(tapes);
    this.base = new Market(aligned, options);
    const ascending = [...higher].sort((a, b) => timeframeMs(a) - timeframeMs(b));
    this.#higher = ascending.map((timeframe) => {
      // As much room as the bars below have: a market that grew while it is live would hold up a close.
      const room = ({ capacity, timeframeMs: ms }: Tape): number =>
        Math.max(1, Math.ceil((capacity * ms) / timeframeMs(timeframe)));
      const resamplers = aligned.map((tape) => new Resampler(tape, timeframe, room(tape)));
      return {
        market: new Market(
          resamplers.map((one) => one.tape),
          options,
        ),
        resamplers,
      };
    });
    this.markets = new Map(
      [this.base, ...this.#higher.map((one) => one.market)].map((market) => [
        market.lanes[0].key.timeframe,
        market,
      ]),
    );
  }

  /** Rows of the base timeframe computed so far. */
  get cursor(): number {
    return this.base.cursor;
  }

  /** Computes base rows [cursor, to), and every higher bar that has closed by then. */
  advance(to: number): void {
    this.base.advance(to);
    this.follow();
  }

  /** Appends one slice of the base timeframe, as {@link Market.push}, and follows in the higher ones. */
  push(openTime: number, bars: readonly (BarInput | undefined)[]): number {
    const row = this.base.push(openTime, bars);
    this.follow();
    return row;
  }

  /**
   * Computes every higher bar that has closed with the base rows so far. For who pushes to {@link base} itself, because somebody
   * waits for those rows; before anything else is asked of the universe.
   */
  follow(): void {
    for (const { market, resamplers } of this.#higher) {
      for (const resampler of resamplers) resampler.advance(this.base.cursor);
      market.advance(market.rows);
    }
  }
}
