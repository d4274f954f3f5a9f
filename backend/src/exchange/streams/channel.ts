import type { FaultTarget } from '../faults/fault-schema.ts';
import type { Kline } from '../market/klines.ts';
import type { VenueLiquidation } from '../market/liquidations.ts';
import type { VenueTrade } from '../market/trade.ts';
import type { Listing } from '../market/venue-market.ts';
import type { UtcMs } from '@hindcast/engine';

export type ChannelKind =
  'trade' | 'aggTrade' | 'kline' | 'markPrice' | 'ticker' | 'miniTicker' | 'bookTicker' | 'liquidation';

/** What a topic is about. */
export interface Channel {
  kind: ChannelKind;
  /** A contract, or all of the venue's. */
  listing: Listing | undefined;
  /** Of a kline its length; of a value that is told regularly, how often. */
  every: number;
}

/** Something that a channel has to tell. */
export type ChannelEvent =
  | { kind: 'trade'; time: UtcMs; listing: Listing; trade: VenueTrade }
  | { kind: 'kline'; time: UtcMs; listing: Listing; kline: Kline }
  | { kind: 'liquidation'; time: UtcMs; listing: Listing; liquidation: VenueLiquidation }
  | { kind: 'state'; time: UtcMs; listings: Listing[] };

/** Under which words faults know a channel. */
export const TARGETS: Readonly<Record<ChannelKind, FaultTarget>> = {
  trade: 'trade',
  aggTrade: 'trade',
  kline: 'kline',
  markPrice: 'markPrice',
  ticker: 'ticker',
  miniTicker: 'ticker',
  bookTicker: 'ticker',
  liquidation: 'liquidation',
};
