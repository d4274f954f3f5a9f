import { joinAsOf, timeframeMs, type Timeframe } from '@hindcast/engine';
import type { SeriesSet } from '../series/load-series.ts';
import type { BarRun } from './bar-run.ts';

/**
 * Adds the slow series to a run of bars, each as of the bar's close. Where the bars themselves have a field,
 * the series fills only what they miss.
 */
export function joinSeries(run: BarRun, timeframe: Timeframe, series: SeriesSet): void {
  const step = timeframeMs(timeframe);
  const closes = run.openTime.map((open) => open + step);
  for (const [field, one] of series) {
    const joined = new Float64Array(run.openTime.length);
    joinAsOf(one, closes, 0, run.rows, joined);
    const own = run.columns[field];
    if (own) for (let i = 0; i < run.rows; i++) if (own[i] === own[i]) joined[i] = own[i];
    run.columns[field] = joined;
  }
}
