import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import ccxt from 'ccxt';
import { HOUR, MINUTE } from '@hindcast/engine';
import type { DownloadVenue } from '../../src/ingestion/download/download-service.ts';
import { binanceFeeds } from '../../src/ingestion/download/venues/binance.ts';
import { bybitFeeds } from '../../src/ingestion/download/venues/bybit.ts';

const STEP = 5 * MINUTE;

/** Numbers that follow from the time alone, so that a test can say what must have arrived. */
export const priceAt = (t: number): number => 100 + ((t / STEP) % 50);
export const openInterestAt = (t: number): number => 7000 + ((t / STEP) % 90);
export const ratioAt = (t: number): number => 1 + ((t / STEP) % 7) / 10;
export const fundingAt = (t: number): number => 0.0001 * (1 + ((t / HOUR) % 5));

/**
 * A venue on the loopback interface that answers as Binance's and Bybit's endpoints do: limits, order, strings
 * and all. `fail` is asked before every answer and may return a status to fail with.
 */
export class FakeVenue {
  readonly asked: string[] = [];
  fail: (path: string, count: number) => number = () => 0;
  /** Nothing is older than this. */
  listed = 0;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://venue');
      this.asked.push(url.pathname);
      const status = this.fail(url.pathname, this.asked.length);
      response.writeHead(status || 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          status
            ? { code: status === 400 ? -1100 : status === 408 ? -1001 : -1003, msg: 'no' }
            : this.#answer(request, url),
        ),
      );
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  binance(): DownloadVenue {
    const exchange = new ccxt.binanceusdm({ enableRateLimit: false, timeout: 5000 });
    const api = exchange.urls.api as Record<string, string>;
    for (const [name, path] of Object.entries({
      fapiPublic: '/fapi/v1',
      fapiPublicV2: '/fapi/v2',
      fapiPublicV3: '/fapi/v3',
      fapiData: '/futures/data',
    })) {
      api[name] = `${this.url}${path}`;
    }
    return { exchange, feeds: binanceFeeds(exchange) };
  }

  bybit(): DownloadVenue {
    const exchange = new ccxt.bybit({
      enableRateLimit: false,
      timeout: 5000,
      options: { fetchMarkets: { types: ['linear'] }, fetchCurrencies: false },
    });
    for (const name of Object.keys(exchange.urls.api as object))
      (exchange.urls.api as Record<string, string>)[name] = this.url;
    return { exchange, feeds: bybitFeeds(exchange) };
  }

  #answer(_: IncomingMessage, url: URL): unknown {
    const query = (name: string): number => Number(url.searchParams.get(name));
    const times = (from: number, to: number, step: number, limit: number, newest = false): number[] => {
      const all: number[] = [];
      for (let t = Math.ceil(Math.max(from, this.listed) / step) * step; t <= to; t += step) all.push(t);
      return newest ? all.slice(-limit).reverse() : all.slice(0, limit);
    };
    const binance = (step: number): number[] =>
      times(query('startTime'), query('endTime'), step, query('limit'));
    const bybit = (from: string, to: string, step: number): number[] =>
      times(query(from), query(to), step, query('limit'), true);
    const list = (rows: unknown[]): unknown => ({
      retCode: 0,
      retMsg: 'OK',
      result: { category: 'linear', list: rows },
      time: Date.now(),
    });
    switch (url.pathname) {
      case '/fapi/v1/exchangeInfo':
        return EXCHANGE_INFO;
      case '/fapi/v1/klines':
        return binance(STEP).map((t) => [
          t,
          `${priceAt(t)}`,
          `${priceAt(t) + 1}`,
          `${priceAt(t) - 1}`,
          `${priceAt(t + STEP)}`,
          '12.5',
          t + STEP - 1,
          '1250.5',
          40,
          '6.25',
          '625',
          '0',
        ]);
      case '/futures/data/openInterestHist':
        return binance(STEP).map((t) => ({
          symbol: 'BTCUSDT',
          sumOpenInterest: `${openInterestAt(t)}`,
          sumOpenInterestValue: `${openInterestAt(t) * 100}`,
          timestamp: t,
        }));
      case '/futures/data/globalLongShortAccountRatio':
      case '/futures/data/topLongShortAccountRatio':
      case '/futures/data/topLongShortPositionRatio':
        return binance(STEP).map((t) => ({
          symbol: 'BTCUSDT',
          longAccount: '0.5',
          longShortRatio: `${ratioAt(t)}`,
          shortAccount: '0.5',
          timestamp: t,
        }));
      case '/futures/data/takerlongshortRatio':
        return binance(STEP).map((t) => ({
          buySellRatio: `${ratioAt(t)}`,
          buyVol: '1',
          sellVol: '1',
          timestamp: t,
        }));
      case '/fapi/v1/fundingRate':
        return binance(8 * HOUR).map((t) => ({
          symbol: 'BTCUSDT',
          fundingTime: t + 3,
          fundingRate: `${fundingAt(t)}`,
          markPrice: '',
        }));
      case '/v5/market/instruments-info':
        return list([BYBIT_INSTRUMENT]);
      case '/v5/market/kline':
        return list(
          bybit('start', 'end', STEP).map((t) => [
            `${t}`,
            `${priceAt(t)}`,
            `${priceAt(t) + 1}`,
            `${priceAt(t) - 1}`,
            `${priceAt(t + STEP)}`,
            '12.5',
            '1250.5',
          ]),
        );
      case '/v5/market/open-interest':
        return list(
          bybit('startTime', 'endTime', STEP).map((t) => ({
            openInterest: `${openInterestAt(t)}`,
            timestamp: `${t}`,
          })),
        );
      case '/v5/market/account-ratio':
        return list(
          bybit('startTime', 'endTime', STEP).map((t) => ({
            symbol: 'BTCUSDT',
            buyRatio: '0.6',
            sellRatio: '0.4',
            timestamp: `${t}`,
          })),
        );
      case '/v5/market/funding/history':
        return list(
          bybit('startTime', 'endTime', 8 * HOUR).map((t) => ({
            symbol: 'BTCUSDT',
            fundingRate: `${fundingAt(t)}`,
            fundingRateTimestamp: `${t}`,
          })),
        );
      default:
        return {};
    }
  }
}

const EXCHANGE_INFO = {
  timezone: 'UTC',
  serverTime: 1,
  rateLimits: [],
  assets: [],
  symbols: [
    {
      symbol: 'BTCUSDT',
      pair: 'BTCUSDT',
      contractType: 'PERPETUAL',
      deliveryDate: 4133404800000,
      onboardDate: 1569398400000,
      status: 'TRADING',
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      marginAsset: 'USDT',
      pricePrecision: 2,
      quantityPrecision: 3,
      filters: [],
      orderTypes: ['LIMIT'],
    },
  ],
};

const BYBIT_INSTRUMENT = {
  symbol: 'BTCUSDT',
  contractType: 'LinearPerpetual',
  status: 'Trading',
  baseCoin: 'BTC',
  quoteCoin: 'USDT',
  settleCoin: 'USDT',
  launchTime: '1585526400000',
  deliveryTime: '0',
  priceScale: '2',
  leverageFilter: { minLeverage: '1', maxLeverage: '100', leverageStep: '0.01' },
  priceFilter: { minPrice: '0.1', maxPrice: '1999999.8', tickSize: '0.1' },
  lotSizeFilter: { maxOrderQty: '1190', minOrderQty: '0.001', qtyStep: '0.001' },
  fundingInterval: 480,
};
