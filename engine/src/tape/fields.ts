import { allocateColumn } from '../column.ts';

/**
 * The columns of a bar (SPEC §2) besides its open time, in the order in which every tape, Parquet file,
 * column cache and digest keeps them.
 *
 * `fundingTime` is added to the SPEC's list: two settlements with the same rate cannot be told apart without
 * the time at which the last one settled, and both the funding Z and the broker need to.
 */
export const BAR_FIELDS = [
  'open',
  'high',
  'low',
  'close',
  'volume',
  'takerBuyVolume',
  'quoteVolume',
  'trades',
  'openInterest',
  'openInterestUsd',
  'globalLongShort',
  'topLongShortAccounts',
  'topLongShortPositions',
  'takerLongShort',
  'fundingRate',
  'fundingIntervalHours',
  'fundingTime',
  'liquidatedLongUsd',
  'liquidatedShortUsd',
] as const;

export type BarField = (typeof BAR_FIELDS)[number];

/** One `Float64Array` per field, all of the same length. NaN is a missing value. */
export type BarColumns = Record<BarField, Float64Array>;

/** A bar as a plain object, as live sources build it. A field left out is missing (NaN), never 0. */
export type BarInput = { openTime: number } & Partial<Record<BarField, number>>;

/** Unit and meaning of each field, for documents, schemas and hover texts. */
export const BAR_FIELD_DOCS: Record<BarField, { unit: string; meaning: string }> = {
  open: { unit: 'quote', meaning: 'first trade price of the bar' },
  high: { unit: 'quote', meaning: 'highest trade price of the bar' },
  low: { unit: 'quote', meaning: 'lowest trade price of the bar' },
  close: { unit: 'quote', meaning: 'last trade price of the bar' },
  volume: { unit: 'base', meaning: 'traded volume' },
  takerBuyVolume: { unit: 'base', meaning: 'volume bought by takers; sell = volume - takerBuyVolume' },
  quoteVolume: { unit: 'quote', meaning: 'traded volume in quote currency' },
  trades: { unit: 'count', meaning: 'number of trades' },
  openInterest: { unit: 'base', meaning: "open interest last published by the bar's close" },
  openInterestUsd: { unit: 'USD', meaning: "open interest in USD last published by the bar's close" },
  globalLongShort: { unit: 'ratio', meaning: 'long accounts / short accounts, all traders' },
  topLongShortAccounts: { unit: 'ratio', meaning: 'long accounts / short accounts, top traders' },
  topLongShortPositions: { unit: 'ratio', meaning: 'long positions / short positions, top traders' },
  takerLongShort: { unit: 'ratio', meaning: 'taker buy / sell volume as the venue publishes it' },
  fundingRate: { unit: 'fraction per interval', meaning: 'last settled funding rate' },
  fundingIntervalHours: { unit: 'h', meaning: 'length of the funding interval' },
  fundingTime: { unit: 'UTC ms', meaning: 'time of the last funding settlement' },
  liquidatedLongUsd: { unit: 'USD', meaning: 'longs liquidated in the bar (SELL orders)' },
  liquidatedShortUsd: { unit: 'USD', meaning: 'shorts liquidated in the bar (BUY orders)' },
};

/** Allocates a full set of columns, filled with NaN. */
export function emptyColumns(capacity: number): BarColumns {
  const columns = {} as BarColumns;
  BAR_FIELDS.forEach((field, slot) => (columns[field] = allocateColumn(capacity, slot).fill(NaN)));
  return columns;
}
