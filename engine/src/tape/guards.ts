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

type Rule = (x: number) => boolean;
const positive: Rule = (x) => x > 0 && x < Infinity;
const notNegative: Rule = (x) => x >= 0 && x < Infinity;
const plausibleFunding: Rule = (x) => x >= -MAX_FUNDING_PER_INTERVAL && x <= MAX_FUNDING_PER_INTERVAL;

/** What each field may hold. A value that breaks its rule becomes NaN and is counted (SPEC §3, guards). */
const RULES: Record<BarField, Rule> = {
  open: positive,
  high: positive,
  low: positive,
  close: positive,
  volume: notNegative,
  takerBuyVolume: notNegative,
  quoteVolume: notNegative,
  trades: notNegative,
  openInterest: notNegative,
  openInterestUsd: notNegative,
  globalLongShort: notNegative,
  topLongShortAccounts: notNegative,
  topLongShortPositions: notNegative,
  takerLongShort: notNegative,
  fundingRate: plausibleFunding,
  fundingIntervalHours: positive,
  fundingTime: positive,
  liquidatedLongUsd: notNegative,
  liquidatedShortUsd: notNegative,
};

function reject(quality: DataQuality, field: BarField): void {
  quality.rejected[field] = (quality.rejected[field] ?? 0) + 1;
}

/**
 * Rejects bad values in rows [from, to) in place: they become NaN and are counted in `quality`.
 * NaN itself is a hole in the source, not a rejection.
 */
export function guardRows(columns: BarColumns, from: number, to: number, quality: DataQuality): void {
  for (const field of BAR_FIELDS) {
    const data = columns[field];
    const valid = RULES[field];
    for (let i = from; i < to; i++) {
      const x = data[i];
      if (x === x && !valid(x)) {
        data[i] = NaN;
        reject(quality, field);
      }
    }
  }
  const { volume, takerBuyVolume, close } = columns;
  for (let i = from; i < to; i++) {
    // More bought by takers than traded at all would make the sell volume negative.
    if (takerBuyVolume[i] > volume[i]) {
      takerBuyVolume[i] = NaN;
      reject(quality, 'takerBuyVolume');
    }
    if (close[i] !== close[i]) quality.holes++;
  }
}
