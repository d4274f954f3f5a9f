import { Agent } from 'node:http';
import { HindcastError } from '@hindcast/engine';

/** The part of ccxt's configuration that says where a venue is. */
export interface CcxtPlace {
  urls?: { api: Record<string, unknown> };
  /** ccxt opens `ws://` addresses only with an agent of its own for them. */
  httpAgent?: Agent;
  options?: Record<string, unknown>;
}

/**
 * What to give to ccxt's constructor so that `new ccxt.pro.binanceusdm(ccxtAt('binanceusdm', url))` connects to a recorded
 * venue at `baseUrl` (`http://127.0.0.1:9300`) and not to the exchange. Nothing else of the client is changed. Without a base address the client is left as it is. Throws VENUE_NOT_SERVED for a venue that cannot be imitated.
 */
export function ccxtAt(venueId: string, baseUrl: string | undefined): CcxtPlace {
  if (baseUrl === undefined) return {};
  const http = baseUrl.replace(/\/+$/, '');
  const socket = http.replace(/^http/, 'ws');
  if (venueId === 'binanceusdm') {
    return {
      httpAgent: new Agent(),
      urls: {
        api: {
          fapiPublic: `${http}/fapi/v1`,
          fapiPublicV2: `${http}/fapi/v2`,
          fapiPublicV3: `${http}/fapi/v3`,
          fapiData: `${http}/futures/data`,
          // ccxt makes `/market/ws` and `/public/ws` of it, and only of an address that ends like this.
          ws: { future: `${socket}/ws` },
        },
      },
      options: { fetchMarkets: { types: ['linear'] } },
    };
  }
  if (venueId === 'bybit') {
    return {
      httpAgent: new Agent(),
      urls: { api: { public: http, ws: { public: { linear: `${socket}/v5/public/linear` } } } },
      options: { fetchMarkets: { types: ['linear'] } },
    };
  }
  throw new HindcastError(
    'VENUE_NOT_SERVED',
    `A recorded market cannot imitate "${venueId}".`,
    'Use binanceusdm or bybit.',
    { field: 'venue' },
  );
}
