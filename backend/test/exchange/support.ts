import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ccxt, { type binanceusdm, type bybit } from 'ccxt';
import type { BarField, Tape, UtcMs } from '@hindcast/engine';
import { DatasetStore, storeFolders } from '../../src/datasets/index.ts';
import {
  ccxtAt,
  openMarket,
  parseFaults,
  RecordedVenue,
  type FaultInput,
  type OpenMarketOptions,
  type RecordedVenueOptions,
  type VenueMarket,
} from '../../src/exchange/index.ts';

export const BTC = 'BTC/USDT:USDT';

/** Real clients of both venues: ccxt as it is, but for its URLs. */
export interface Clients {
  binance: InstanceType<typeof ccxt.pro.binanceusdm>;
  bybit: InstanceType<typeof ccxt.pro.bybit>;
}

export interface Stage extends Clients {
  venue: RecordedVenue;
  /** A tape of the market that is served. */
  tape(venue: string, symbol: string): Tape;
  close(): Promise<void>;
}

export interface StageOptions extends Omit<RecordedVenueOptions, 'faults'> {
  market?: OpenMarketOptions;
  faults?: FaultInput[];
}

const markets = new Map<string, Promise<VenueMarket>>();

/** A market, opened once for each file of tests. */
function marketOf(source: OpenMarketOptions): Promise<VenueMarket> {
  const key = JSON.stringify(source);
  const known = markets.get(key) ?? open(source);
  markets.set(key, known);
  return known;
}

async function open(source: OpenMarketOptions): Promise<VenueMarket> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-venue-'));
  const { shipped } = storeFolders(undefined);
  const store = new DatasetStore({ data: join(folder, 'data'), cache: join(folder, 'cache'), shipped });
  const market = await openMarket(store, source);
  await store.settled();
  await rm(folder, { recursive: true, force: true });
  return market;
}

/** A recorded venue with a client of each kind. Time stands still but for `advanceTo`. */
export async function stage({ market: source, faults = [], ...options }: StageOptions = {}): Promise<Stage> {
  const market = await marketOf(source ?? { dataset: 'demo' });
  const venue = await RecordedVenue.start(market, {
    ...{ paused: true, limits: false, speed: 60 },
    ...options,
    faults: parseFaults(faults, 'test'),
  });
  const clients = clientsOf(venue.url);
  return {
    ...clients,
    venue,
    tape: (id, symbol) => tapeOf(venue, id, symbol),
    close: async () => {
      await clients.binance.close();
      await clients.bybit.close();
      await venue.close();
    },
  };
}

export function clientsOf(url: string): Clients {
  const config = { enableRateLimit: false };
  return {
    binance: new ccxt.pro.binanceusdm({ ...config, ...ccxtAt('binanceusdm', url) }),
    bybit: new ccxt.pro.bybit({ ...config, ...ccxtAt('bybit', url) }),
  };
}

function tapeOf(venue: RecordedVenue, id: string, symbol: string): Tape {
  const listing = venue.market.listings(id).find(({ instrument }) => instrument.symbol === symbol);
  if (!listing) throw new Error(`${id} ${symbol} is not served.`);
  return listing.instrument.tape;
}

/** The values of some fields of the bar that opens at `open`. */
export function barAt(tape: Tape, open: UtcMs, fields: readonly BarField[]): number[] {
  const row = tape.rowOpeningAt(open);
  return fields.map((field) => tape.columns[field][row]);
}

/** Waits until something holds, at most `ms`. */
export async function until(holds: () => boolean, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`Not within ${ms} ms: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export type { binanceusdm, bybit };
