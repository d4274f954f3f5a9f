import { BinanceRest } from './binance/binance-rest.ts';
import { BINANCE_STREAMS } from './binance/binance-streams.ts';
import { BybitRest } from './bybit/bybit-rest.ts';
import { BYBIT_STREAMS } from './bybit/bybit-streams.ts';
import type { VenueRest } from './http/requests.ts';
import type { ServedVenue } from './market/venue-market.ts';
import type { StreamProtocol } from './streams/stream-protocol.ts';
import type { VenueState } from './venue-state.ts';

/** How each venue is imitated. */
export const VENUE_SIDES: Readonly<
  Record<ServedVenue, { rest: (state: VenueState, limited: boolean) => VenueRest; protocol: StreamProtocol }>
> = {
  binanceusdm: { rest: (state, limited) => new BinanceRest(state, limited), protocol: BINANCE_STREAMS },
  bybit: { rest: (state, limited) => new BybitRest(state, limited), protocol: BYBIT_STREAMS },
};
