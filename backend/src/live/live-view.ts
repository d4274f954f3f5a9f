import {
  HindcastError,
  type Column,
  type EngineEvent,
  type Lane,
  type Market,
  type Timeframe,
} from '@hindcast/engine';
import type { ReadableMarket } from '../metrics/live-door.ts';
import { EventIndex } from '../recordings/event-index.ts';

/** Derived columns (`sma(close,50)`) that may be added to one lane of a market that goes on for weeks. */
const MAX_ADDED_COLUMNS = 16;

/** One timeframe of the live market, as those who only read see it: what a recording is to them, but growing. */
export class LiveView implements ReadableMarket {
  readonly timeframe: Timeframe;
  readonly market: Market;
  readonly #events: EventIndex;
  readonly #defaultColumns: number;
  #rows = 0;

  constructor(timeframe: Timeframe, market: Market) {
    this.timeframe = timeframe;
    this.market = market;
    this.#events = new EventIndex(market);
    this.#defaultColumns = market.lanes[0].columnNames().length;
  }

  get lanes(): readonly Lane[] {
    return this.market.lanes;
  }

  /** Rows that may be read. */
  get rows(): number {
    return this.#rows;
  }

  /** Takes in the rows that the market has computed. */
  follow(): void {
    this.#events.extend(this.#rows, this.market.cursor);
    this.#rows = this.market.cursor;
  }

  lane(venue: string, symbol: string): Lane {
    const lane = this.market.lane(venue, symbol);
    if (lane) return lane;
    throw new HindcastError(
      'LANE_UNKNOWN',
      `${venue} ${symbol} is not watched live.`,
      'See /api/symbols?source=live for what is, and SYMBOLS and EXCHANGES for what will be.',
      { field: this.lanes.some(({ key }) => key.symbol === symbol) ? 'venue' : 'symbol' },
    );
  }

  column(lane: Lane, name: string): Column {
    if (!lane.has(name) && lane.columnNames().length >= this.#defaultColumns + MAX_ADDED_COLUMNS) {
      throw new HindcastError(
        'COLUMNS_TOO_MANY',
        `${MAX_ADDED_COLUMNS} derived columns have been added to this lane already, and "${name}" would be one more.`,
        'Use columns of the catalogue.',
        { field: 'columns' },
      );
    }
    return lane.require(name);
  }

  /** Live rows are computed when they are there. */
  ensure(): Promise<void> {
    return Promise.resolve();
  }

  /** What detectors and pairs said in rows [from, to). */
  events(from: number, to: number): readonly EngineEvent[] {
    return this.#events.between(from, to);
  }
}
