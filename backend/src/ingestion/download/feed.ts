import type { BarField, Timeframe } from '@hindcast/engine';

/** What a bar is downloaded for: one symbol of one venue over [from, to), UTC ms. */
export interface FeedRequest {
  /** The venue's own id of the contract: `BTCUSDT`, `BTC-USDT-SWAP`. */
  marketId: string;
  symbol: string;
  timeframe: Timeframe;
  from: number;
  to: number;
  now: number;
}

/** A row of a page: the stamp in UTC ms, then one cell for each field, as the venue wrote it. */
export type FeedRow = [time: number, ...cells: (string | number)[]];

/** One series of a venue that is fetched page by page. */
export interface Feed {
  /** Names its file: `bars`, `openInterest`, … */
  name: string;
  role: 'bars' | 'series';
  fields: BarField[];
  /** Of a series: what one value covers, and whether its stamp is the beginning of it. */
  interval?: number;
  stamp?: 'open' | 'close';
  /** Of a series: ms for which a value may be used. */
  stale?: number;
  /** How much time one page covers at most, ms. */
  window: number;
  /** The venue keeps nothing older than this. */
  earliest?: number;
  /** Rows with from <= time < to, at least the earliest of them, in any order. */
  page(from: number, to: number): Promise<FeedRow[]>;
}

/** The feeds of a venue for one contract. */
export type VenueFeeds = (request: FeedRequest) => Feed[];
