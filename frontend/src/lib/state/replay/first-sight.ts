import type { DatasetSummary } from '$lib/api/paths.ts';

const DAY_MS = 86_400_000;
/** Long enough for every z-score to have warmed up and for a few signals and trades to be in view. */
const HISTORY_DAYS = 7;
const LEAST_DAYS = 28;
const SHORT_BARS: readonly string[] = ['1s', '1m', '5m', '15m'];

/**
 * Where a recording is opened that nobody has asked for a time of: a week in, so that there is something to see.
 * Null leaves it to the server (the end of the warm-up): recordings that are short, or whose bars are long.
 */
export function firstSight(
  { from, to }: Pick<DatasetSummary, 'from' | 'to'>,
  timeframe: string,
): number | null {
  const long = to - from >= LEAST_DAYS * DAY_MS;
  return long && SHORT_BARS.includes(timeframe) ? from + HISTORY_DAYS * DAY_MS : null;
}
