import {
  absoluteBar,
  alignOpen,
  HindcastError,
  isTimeframe,
  timeframeMs,
  TIMEFRAMES,
  type Tape,
  type Timeframe,
} from '@hindcast/engine';
import { alignSeries } from '@hindcast/engine/pairs';

/** One side of a pair. An uploaded table knows no venue. */
export interface PairLeg {
  readonly venue: string | null;
  readonly symbol: string;
}

/** Closes of one leg. On a grid, row i opens at `times[0] + i · timeframeMs` and a missing bar is NaN; else rows are the bars there are. */
export interface CloseSeries {
  readonly leg: PairLeg;
  /** A word of the engine's, or of an uploaded table whose bars have another length: `30m`. */
  readonly timeframe: string;
  readonly timeframeMs: number;
  readonly grid: boolean;
  /** Opens, UTC ms. */
  readonly times: Float64Array;
  readonly close: Float64Array;
}

/** Two legs row by row. */
export interface AlignedCloses {
  readonly y: CloseSeries;
  readonly x: CloseSeries;
  readonly calendar: 'grid' | 'common';
  readonly times: Float64Array;
  readonly closeY: Float64Array;
  readonly closeX: Float64Array;
  /** Absolute ordinal of row 0, to which windows are anchored. */
  readonly phase: number;
}

export const legName = ({ venue, symbol }: PairLeg): string =>
  venue === null ? symbol : `${venue} ${symbol}`;

/** The closes of a tape, copied: the tape can be given back. */
export function closesOf(tape: Tape): CloseSeries {
  const { key, rows, grid } = tape;
  return {
    leg: { venue: key.venue, symbol: key.symbol },
    timeframe: key.timeframe,
    timeframeMs: timeframeMs(key.timeframe),
    grid,
    times: tape.openTime.slice(0, rows),
    close: tape.columns.close.slice(0, rows),
  };
}

/** Timeframes into which bars of a length can be brought, their own first. */
export function reachable(word: string, ms: number): string[] {
  return [word, ...TIMEFRAMES.filter((one) => timeframeMs(one) > ms && timeframeMs(one) % ms === 0)];
}

/**
 * The last close of every higher bar that has closed; a bar of which nothing was there is a hole of a grid. The first bar is left out
 * where the series begins inside it.
 *
 * @throws HindcastError PAIR_TIMEFRAME
 */
export function inTimeframe(series: CloseSeries, timeframe: string): CloseSeries {
  if (timeframe === series.timeframe) return series;
  if (!isTimeframe(timeframe) || !reachable(series.timeframe, series.timeframeMs).includes(timeframe))
    throw unreachable(series, timeframe);
  const ms = timeframeMs(timeframe);
  const times: number[] = [];
  const close: number[] = [];
  for (let i = 0; i < series.times.length; i++) {
    const open = alignOpen(series.times[i], timeframe);
    if (times.at(-1) !== open) {
      times.push(open);
      close.push(NaN);
    }
    if (Number.isFinite(series.close[i])) close[close.length - 1] = series.close[i];
  }
  // A bar is seen once it has closed, and taken when it is whole.
  const last = series.times.at(-1)! + series.timeframeMs;
  if (times.length > 0 && last < times.at(-1)! + ms) {
    times.pop();
    close.pop();
  }
  const whole = series.grid && times.length > 0 && times[0] < series.times[0] ? 1 : 0;
  return {
    ...series,
    timeframe,
    timeframeMs: ms,
    times: Float64Array.from(times.slice(whole)),
    close: Float64Array.from(close.slice(whole)),
  };
}

/**
 * Two legs on common rows. On one grid: from where both have begun to where the first ends, holes kept. Otherwise (an exchange with nights
 * and weekends): the times that both have.
 *
 * @returns the rows, or a sentence why there are none
 */
export function alignCloses(y: CloseSeries, x: CloseSeries): AlignedCloses | string {
  if (y.times.length === 0 || x.times.length === 0)
    return `${legName(y.times.length === 0 ? y.leg : x.leg)} has no closed ${y.timeframe} bar here.`;
  if (y.grid && x.grid) return onGrid(y, x);
  const common = alignSeries(y.times, y.close, x.times, x.close);
  if (!common.ok) return common.reason;
  return { y, x, calendar: 'common', times: common.times, closeY: common.y, closeX: common.x, phase: 0 };
}

function onGrid(y: CloseSeries, x: CloseSeries): AlignedCloses | string {
  const ms = y.timeframeMs;
  const start = Math.max(y.times[0], x.times[0]);
  const end = Math.min(y.times.at(-1)!, x.times.at(-1)!);
  if (end < start)
    return `${legName(y.leg)} and ${legName(x.leg)} have no time in common: one ends before the other begins.`;
  const rows = Math.round((end - start) / ms) + 1;
  const cut = ({ times, close }: CloseSeries): Float64Array => {
    const first = Math.round((start - times[0]) / ms);
    return close.slice(first, first + rows);
  };
  const times = Float64Array.from({ length: rows }, (_, i) => start + i * ms);
  const phase = isTimeframe(y.timeframe) ? absoluteBar(start, y.timeframe as Timeframe) : 0;
  return { y, x, calendar: 'grid', times, closeY: cut(y), closeX: cut(x), phase };
}

function unreachable(series: CloseSeries, timeframe: string): HindcastError {
  return new HindcastError(
    'PAIR_TIMEFRAME',
    `Bars of ${series.timeframe} cannot be brought into "${timeframe}".`,
    `Choose one of: ${reachable(series.timeframe, series.timeframeMs).join(', ')}.`,
    { field: 'timeframe' },
  );
}
