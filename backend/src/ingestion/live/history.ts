import {
  HOUR,
  joinAsOf,
  timeframeMs,
  type AsOfSeries,
  type BarField,
  type BarInput,
  type Timeframe,
  type UtcMs,
} from '@hindcast/engine';
import type { Feed, FeedRow } from '../download/feed.ts';
import type { Ask } from './venue-feed.ts';

/** A published value, and from when on it was known. */
export interface Published {
  availableAt: UtcMs;
  values: Partial<Record<BarField, number>>;
}

/** Reads a feed's rows with from <= time < to, page by page, ascending and without repetitions. */
export async function readRows(feed: Feed, from: UtcMs, to: UtcMs, ask: Ask): Promise<FeedRow[]> {
  const rows = new Map<UtcMs, FeedRow>();
  for (let at = Math.max(from, feed.earliest ?? -Infinity); at < to; at += feed.window) {
    const upTo = Math.min(to, at + feed.window);
    for (const row of await ask(() => feed.page(at, upTo)))
      if (row[0] >= at && row[0] < upTo) rows.set(row[0], row);
  }
  return [...rows.values()].sort((a, b) => a[0] - b[0]);
}

/** Rows of the bars' own feed as bars. */
export function barsOf(feed: Feed, rows: readonly FeedRow[]): BarInput[] {
  return rows.map(([openTime, ...cells]) => ({ openTime, ...valuesOf(feed, cells) }));
}

/**
 * Rows of a series with the time from which each was known: its stamp, or the end of what it covers where the stamp is
 * the beginning (docs/decisions/when-a-value-was-known.md).
 */
export function publishedOf(feed: Feed, rows: readonly FeedRow[]): Published[] {
  const lag = feed.stamp === 'open' ? (feed.interval ?? 0) : 0;
  return rows.map(([stamp, ...cells], i) => {
    const values = valuesOf(feed, cells);
    if (feed.name === 'funding') Object.assign(values, settlement(stamp, rows[i - 1]?.[0]));
    return { availableAt: stamp + lag, values };
  });
}

/** Joins series to bars, each as of the bar's close; what a bar has of its own stays. */
export function joinToBars(
  bars: readonly BarInput[],
  timeframe: Timeframe,
  series: readonly { feed: Feed; published: readonly Published[] }[],
): BarInput[] {
  const step = timeframeMs(timeframe);
  const closes = Float64Array.from(bars, ({ openTime }) => openTime + step);
  const joined = bars.map((bar) => ({ ...bar }));
  const values = new Float64Array(bars.length);
  for (const { feed, published } of series) {
    const fields = new Set(published.flatMap((one) => Object.keys(one.values) as BarField[]));
    for (const field of fields) {
      joinAsOf(columnOf(feed, field, published), closes, 0, bars.length, values);
      joined.forEach((bar, i) => {
        if (bar[field] === undefined && Number.isFinite(values[i])) bar[field] = values[i];
      });
    }
  }
  return joined;
}

/** How long a value of a series may be used. */
export function staleAfter(feed: Feed): number {
  return feed.stale ?? 3 * (feed.interval ?? 0);
}

function columnOf(feed: Feed, field: BarField, published: readonly Published[]): AsOfSeries {
  return {
    availableAt: Float64Array.from(published, ({ availableAt }) => availableAt),
    values: Float64Array.from(published, ({ values }) => values[field] ?? NaN),
    maxAge: staleAfter(feed),
  };
}

function valuesOf(feed: Feed, cells: readonly (string | number)[]): Partial<Record<BarField, number>> {
  const values: Partial<Record<BarField, number>> = {};
  feed.fields.forEach((field, k) => {
    const cell = cells[k];
    const value = typeof cell === 'number' ? cell : cell === '' || cell === undefined ? NaN : Number(cell);
    if (Number.isFinite(value)) values[field] = value;
  });
  return values;
}

/** What a settlement's stamp says; the interval is the distance to the one before. */
function settlement(stamp: UtcMs, before: UtcMs | undefined): Partial<Record<BarField, number>> {
  if (before === undefined) return { fundingTime: stamp };
  return { fundingTime: stamp, fundingIntervalHours: Math.round((stamp - before) / HOUR) };
}
