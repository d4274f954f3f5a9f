import { parseTimeframe } from '@hindcast/engine';
import type { LiveDoor } from '../../metrics/live-door.ts';
import { closesOf, type CloseSeries, type PairLeg } from '../close-series.ts';
import type { KnownLeg, LegSource } from './leg-source.ts';

/** Legs of the live market, as far as its bars have closed. */
export class LiveLegs implements LegSource {
  readonly name = null;
  readonly #door: LiveDoor;

  constructor(door: LiveDoor) {
    this.#door = door;
  }

  legs(): KnownLeg[] {
    return this.#door
      .symbols()
      .flatMap(({ symbol, venues, timeframes }) => venues.map((venue) => ({ venue, symbol, timeframes })));
  }

  open({ venue, symbol }: PairLeg, timeframe: string): Promise<CloseSeries> {
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
