import { pow } from '../../numeric/exp.ts';
import type { TradeStore } from '../trade-store.ts';

/** How a value is spread over the trades. */
export interface Distribution {
  /** Lower edge of the first bin; bin k holds from + k x width <= value < from + (k + 1) x width, the last one its upper edge too. */
  readonly from: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** How far a trade went either way, and where it ended; USDT. */
export interface Excursion {
  /** Id of the trade, from 1. */
  readonly id: number;
  readonly mae: number;
  readonly mfe: number;
  readonly netPnl: number;
}

const MAX_BINS = 60;
/** Dots that a scatter can show without becoming a blot. */
const MAX_DOTS = 2_000;

/**
 * A histogram with bins by the Freedman-Diaconis rule (width 2·IQR/∛n), at most 60 of them. Bins meet at zero, so that
 * none holds gains and losses. Values that are not finite are left out; nothing of nothing.
 */
export function distributionOf(values: Float64Array): Distribution {
  const sorted = values.filter(Number.isFinite).sort();
  if (sorted.length === 0) return { from: 0, width: 0, counts: [] };
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  if (low === high) return { from: low, width: 0, counts: [sorted.length] };
  const width = binWidth(sorted, low, high);
  const first = Math.floor(low / width);
  const bins = Math.max(1, Math.ceil(high / width) - first);
  const counts = new Array<number>(bins).fill(0);
  for (const value of sorted) counts[Math.min(bins - 1, Math.floor(value / width) - first)]++;
  return { from: first * width, width, counts };
}

function binWidth(sorted: Float64Array, low: number, high: number): number {
  const n = sorted.length;
  const quartiles = sorted[Math.floor(0.75 * (n - 1))] - sorted[Math.floor(0.25 * (n - 1))];
  const wished = (2 * quartiles) / pow(n, 1 / 3);
  return niceWidth(Math.max(wished, (high - low) / MAX_BINS));
}

/** The next 1, 2 or 5 times a power of ten: edges that can be read. */
function niceWidth(width: number): number {
  let power = 1;
  while (power > width) power /= 10;
  while (power * 10 <= width) power *= 10;
  return power * ([1, 2, 5].find((step) => power * step >= width) ?? 10);
}

/** MAE, MFE and result of every trade; of many, evenly picked ones. */
export function excursionsOf(trades: TradeStore): Excursion[] {
  const step = Math.max(1, Math.ceil(trades.length / MAX_DOTS));
  const found: Excursion[] = [];
  for (let k = 0; k < trades.length; k += step) {
    found.push({
      id: k + 1,
      mae: trades.get(k, 'mae'),
      mfe: trades.get(k, 'mfe'),
      netPnl: trades.get(k, 'netPnl'),
    });
  }
  return found;
}
