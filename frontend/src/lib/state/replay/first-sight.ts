import type { DatasetSummary } from '$lib/api/paths.ts';

const DAY_MS = 86_400_000;
/** Long enough for every z-score to have warmed up and for a few signals and trades to be in view. */
const HISTORY_DAYS = 7;
const LEAST_DAYS = 28;
const SHORT_BARS: readonly string[] = ['1s', '1m', '5m', '15m'];
/** A day of these is a handful: a chart is full, and the usual windows are, after so many. */
const CHARTFUL = 150;
const LONG_BARS_MS: Readonly<Record<string, number>> = {
  '1h': DAY_MS / 24,
  '4h': DAY_MS / 6,
  '1d': DAY_MS,
  '1w': 7 * DAY_MS,
};

/**
 * Where a recording is opened that nobody has asked for a time of, so that there is something to see: a week in, or where bars are
 * long a chartful of them, and half of what there is at most. Null leaves it to the server (a day in): recordings that are short.
 */
export function firstSight(
  { from, to }: Pick<DatasetSummary, 'from' | 'to'>,
  timeframe: string,
): number | null {
  const longBar = LONG_BARS_MS[timeframe];
  if (longBar !== undefined) {
    const half = Math.floor((to - from) / longBar / 2);
    return from + Math.max(1, Math.min(CHARTFUL, half)) * longBar;
  }
  const long = to - from >= LEAST_DAYS * DAY_MS;
  return long && SHORT_BARS.includes(timeframe) ? from + HISTORY_DAYS * DAY_MS : null;
}
