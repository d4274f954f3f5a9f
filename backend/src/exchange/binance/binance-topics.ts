import { INTERVALS } from '../market/intervals.ts';
import type { Channel, ChannelKind } from '../streams/channel.ts';
import type { VenueState } from '../venue-state.ts';

/** How often the regular streams speak, ms. */
const EVERY: Readonly<Record<string, [ChannelKind, number]>> = {
  markPrice: ['markPrice', 3000],
  'markPrice@1s': ['markPrice', 1000],
  ticker: ['ticker', 500],
  miniTicker: ['miniTicker', 500],
  bookTicker: ['bookTicker', 1000],
};
/** Streams over all contracts. */
const FOR_ALL: Readonly<Record<string, [ChannelKind, number]>> = {
  '!markPrice@arr': ['markPrice', 3000],
  '!markPrice@arr@1s': ['markPrice', 1000],
  '!ticker@arr': ['ticker', 1000],
  '!miniTicker@arr': ['miniTicker', 1000],
  '!bookTicker': ['bookTicker', 1000],
  '!forceOrder@arr': ['liquidation', 0],
};

/** What a stream of Binance is about, `btcusdt@kline_1m`; undefined where there is no such stream. */
export function binanceChannel(name: string, state: VenueState): Channel | undefined {
  const all = FOR_ALL[name];
  if (all) return { kind: all[0], listing: undefined, every: all[1] };
  const at = name.indexOf('@');
  const id = name.slice(0, at);
  // A contract that is not listed now may be so again: its stream is silent until then.
  const known = at > 0 && id === id.toLowerCase();
  const listing = known ? state.market.find(state.venue, id.toUpperCase()) : undefined;
  if (!listing) return undefined;
  const word = name.slice(at + 1);
  if (word === 'trade' || word === 'aggTrade') return { kind: word, listing, every: 0 };
  if (word === 'forceOrder') return { kind: 'liquidation', listing, every: 0 };
  if (word.startsWith('kline_')) {
    const length = INTERVALS[word.slice('kline_'.length)];
    return length === undefined ? undefined : { kind: 'kline', listing, every: length };
  }
  const regular = EVERY[word];
  return regular && { kind: regular[0], listing, every: regular[1] };
}

const PUBLIC = /@(trade|bookTicker)$|^!bookTicker$/;

/** Which streams an address has: those that change with every order are served apart from the others. */
export function servedAt(path: string): (topic: string) => boolean {
  if (path.startsWith('/public/')) return (topic) => PUBLIC.test(topic);
  if (path.startsWith('/market/')) return (topic) => !PUBLIC.test(topic);
  return () => true;
}
