import { BAR_FIELDS, type BarColumns, type BarField } from './fields.ts';

/** |funding| above this per interval is bad data, not a market (SPEC §3). */
export const MAX_FUNDING_PER_INTERVAL = 0.05;

/** How many values were rejected per field, and how many rows are holes. */
export interface DataQuality {
  rejected: Partial<Record<BarField, number>>;
  /** Rows without a close: bars that the source did not have. */
  holes: number;
}

export function emptyQuality(): DataQuality {
  return { rejected: {}, holes: 0 };
}

const POSITIVE = [Number.MIN_VALUE, Number.MAX_VALUE] as const;
const NOT_NEGATIVE = [0, Number.MAX_VALUE] as const;
const FUNDING = [-MAX_FUNDING_PER_INTERVAL, MAX_FUNDING_PER_INTERVAL] as const;

/** What each field may hold. A value outside becomes NaN and is counted (SPEC §3, guards). */
const BOUNDS: Readonly<Record<BarField, readonly [least: number, most: number]>> = {
  open: POSITIVE,
  high: POSITIVE,
  low: POSITIVE,
  close: POSITIVE,
  volume: NOT_NEGATIVE,
  takerBuyVolume: NOT_NEGATIVE,
  quoteVolume: NOT_NEGATIVE,
  trades: NOT_NEGATIVE,
  openInterest: NOT_NEGATIVE,
  openInterestUsd: NOT_NEGATIVE,
  globalLongShort: NOT_NEGATIVE,
  topLongShortAccounts: NOT_NEGATIVE,
  topLongShortPositions: NOT_NEGATIVE,
  takerLongShort: NOT_NEGATIVE,
  fundingRate: FUNDING,
  fundingIntervalHours: POSITIVE,
  fundingTime: POSITIVE,
  liquidatedLongUsd: NOT_NEGATIVE,
  liquidatedShortUsd: NOT_NEGATIVE,
};
/** The same in the order of BAR_FIELDS. */
export const LEAST = Float64Array.from(BAR_FIELDS, (field) => BOUNDS[field][0]);
export const MOST = Float64Array.from(BAR_FIELDS, (field) => BOUNDS[field][1]);
const VOLUME = BAR_FIELDS.indexOf('volume');
const TAKER_BUY = BAR_FIELDS.indexOf('takerBuyVolume');
const CLOSE = BAR_FIELDS.indexOf('close');

/** Counts a value that was rejected. */
export function reject(quality: DataQuality, field: BarField): void {
  quality.rejected[field] = (quality.rejected[field] ?? 0) + 1;
}

/**
 * Copies row `i` of `source` into row `row` of `target`, both lists of columns in the order of BAR_FIELDS, rejecting bad
 * values on the way: they become NaN and are counted. NaN itself is a hole in the source, not a rejection.
 */
export function copyGuarded(
  source: readonly Float64Array[],
  i: number,
  target: readonly Float64Array[],
  row: number,
  quality: DataQuality,
): void {
  for (let k = 0; k < LEAST.length; k++) {
    const x = source[k][i];
    if (x >= LEAST[k] && x <= MOST[k]) target[k][row] = x;
    else {
      target[k][row] = NaN;
      if (x === x) reject(quality, BAR_FIELDS[k]);
    }
  }
  guardRow(target, row, quality);
}

/** As {@link copyGuarded}, from a record: the values of one bar side by side, in the order of BAR_FIELDS. */
export function copyRecordGuarded(
  record: Float64Array,
  at: number,
  target: readonly Float64Array[],
  row: number,
  quality: DataQuality,
): void {
  for (let k = 0; k < LEAST.length; k++) {
    const x = record[at + k];
    if (x >= LEAST[k] && x <= MOST[k]) target[k][row] = x;
    else {
      target[k][row] = NaN;
      if (x === x) reject(quality, BAR_FIELDS[k]);
    }
  }
  guardRow(target, row, quality);
}

/** What can only be said of a whole row. */
function guardRow(target: readonly Float64Array[], row: number, quality: DataQuality): void {
  // More bought by takers than traded at all would make the sell volume negative.
  if (target[TAKER_BUY][row] > target[VOLUME][row]) {
    target[TAKER_BUY][row] = NaN;
    reject(quality, 'takerBuyVolume');
  }
  if (Number.isNaN(target[CLOSE][row])) quality.holes++;
}

/** Rejects bad values in rows [from, to) in place, as {@link copyGuarded} does. */
export function guardRows(columns: BarColumns, from: number, to: number, quality: DataQuality): void {
  const list = BAR_FIELDS.map((field) => columns[field]);
  for (let i = from; i < to; i++) copyGuarded(list, i, list, i, quality);
}
