import { parseTimeframe } from '@hindcast/engine';
import type { LiveDoor } from '../../metrics/live-door.ts';
import { TICK_TIMEFRAMES, type TickDesk } from '../ticks/tick-desk.ts';
import { closesOf, type CloseSeries, type PairLeg } from '../close-series.ts';
import type { KnownLeg, LegSource } from './leg-source.ts';

/** Legs of the live market, as far as its bars have closed; in timeframes that it does not compute, out of the trades. */
export class LiveLegs implements LegSource {
  readonly name = null;
  readonly #door: LiveDoor;
  readonly #ticks: TickDesk;

  constructor(door: LiveDoor, ticks: TickDesk) {
    this.#door = door;
    this.#ticks = ticks;
  }

  legs(): KnownLeg[] {
    const watched = this.#door.symbols();
    // Says why there is nothing: not watched at all, or not there yet.
    if (watched.length === 0) this.#door.open('1m');
    return watched.flatMap(({ symbol, venues, timeframes }) => {
      // The market's own first: the first is what is looked at when nobody says.
      const words = [...new Set([...timeframes, ...TICK_TIMEFRAMES])];
      return venues.map((venue) => ({ venue, symbol, timeframes: words }));
    });
  }

  open({ venue, symbol }: PairLeg, timeframe: string): Promise<CloseSeries> {
    const computed = this.#door.symbols().find((row) => row.symbol === symbol)?.timeframes ?? [];
    if (!computed.includes(timeframe)) return this.#ticks.closes({ venue, symbol }, timeframe);
    const market = this.#door.open(parseTimeframe(timeframe));
    const lane = market.lanes.find(({ key }) => key.venue === venue && key.symbol === symbol)!;
    const series = closesOf(lane.tape);
    return Promise.resolve({
      ...series,
      times: series.times.subarray(0, market.rows),
      close: series.close.subarray(0, market.rows),
    });
  }
}
