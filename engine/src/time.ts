import { HindcastError } from './errors.ts';

/** UTC milliseconds since 1970-01-01. */
export type UtcMs = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Timeframe words as ccxt writes them, shortest first (SPEC §2). */
export const TIMEFRAMES = ['1s', '1m', '5m', '15m', '1h', '4h', '1d', '1w'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

const DURATION: Record<Timeframe, number> = {
  '1s': SECOND,
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '1h': HOUR,
  '4h': 4 * HOUR,
  '1d': DAY,
  '1w': WEEK,
};

/** 1970-01-05, the first Monday: weekly bars are counted from here. */
const FIRST_MONDAY = 4 * DAY;

export function isTimeframe(word: string): word is Timeframe {
  return (TIMEFRAMES as readonly string[]).includes(word);
}

/** Parses a timeframe word; refuses anything that is not in {@link TIMEFRAMES}. */
export function parseTimeframe(word: string): Timeframe {
  if (isTimeframe(word)) return word;
  throw new HindcastError(
    'TIMEFRAME_UNKNOWN',
    `"${word}" is not a timeframe.`,
    `Use one of ${TIMEFRAMES.join(', ')}.`,
    { field: 'timeframe' },
  );
}

/** Length of one bar in milliseconds. */
export function timeframeMs(timeframe: Timeframe): number {
  return DURATION[timeframe];
}

/** From when on bars of a timeframe are counted. */
export function originOf(timeframe: Timeframe): UtcMs {
  return timeframe === '1w' ? FIRST_MONDAY : 0;
}

/** Open time of the bar that contains `time`: aligned to UTC, weeks to Monday. */
export function alignOpen(time: UtcMs, timeframe: Timeframe): UtcMs {
  const ms = DURATION[timeframe];
  const origin = originOf(timeframe);
  return Math.floor((time - origin) / ms) * ms + origin;
}

/** Whether `time` is the open of a bar of this timeframe. */
export function isAligned(time: UtcMs, timeframe: Timeframe): boolean {
  return alignOpen(time, timeframe) === time;
}

/** Ordinal of the bar that opens at (or contains) `time`, counted from 1970: the same on every tape. */
export function absoluteBar(time: UtcMs, timeframe: Timeframe): number {
  const origin = originOf(timeframe);
  return Math.floor((time - origin) / DURATION[timeframe]);
}

/** How many bars of this timeframe cover `span` milliseconds; at least one. */
export function barsIn(span: number, timeframe: Timeframe): number {
  return Math.max(1, Math.round(span / DURATION[timeframe]));
}
