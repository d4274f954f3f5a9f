/** What a column of times holds: text with the year, the day or the month first, or a number since 1970. */
export const TIME_FORMATS = ['iso', 'dmy', 'mdy', 's', 'ms', 'us', 'ns'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];
export type TextFormat = Extract<TimeFormat, 'iso' | 'dmy' | 'mdy'>;

export function isTextFormat(format: TimeFormat): format is TextFormat {
  return format === 'iso' || format === 'dmy' || format === 'mdy';
}

/** 2005-01-01 and 2100-01-01: a time outside is in another unit, or no time. */
const EARLIEST = Date.UTC(2005, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** Milliseconds in one unit of each numeric format. */
const UNITS: [TimeFormat, number][] = [
  ['s', 1e3],
  ['ms', 1],
  ['us', 1e-3],
  ['ns', 1e-6],
];

export function isPlausible(ms: number): boolean {
  return ms >= EARLIEST && ms < LATEST;
}

/** The unit in which a number is a time of our days; undefined when it is none. The four never overlap. */
export function numericTimeFormat(value: number): TimeFormat | undefined {
  return UNITS.find(([, unit]) => isPlausible(value * unit))?.[0];
}

/** Milliseconds of a number in a numeric format. Division keeps whole milliseconds whole. */
export function toMs(value: number, format: TimeFormat): number {
  if (format === 's') return value * 1000;
  if (format === 'us') return value / 1000;
  if (format === 'ns') return value / 1_000_000;
  return value;
}

const ISO =
  /^(\d{4})[-/](\d{2})[-/](\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/;

/**
 * Milliseconds of an ISO 8601 text, also with a blank instead of the T, without seconds, or a date alone;
 * NaN when it is none or names a day that does not exist. Without a zone it is UTC.
 */
export function parseIsoTime(text: string): number {
  const m = ISO.exec(text);
  return m ? fromParts(m) : NaN;
}

/** `31.12.2023 14:05`, `12/31/2023 2:05 PM`: two numbers that are the day and the month, then the year. */
const DAY_MONTH =
  /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,?[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(AM|PM)?\s*(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i;

/** Milliseconds of a text in a format; NaN when it is none or names a day that does not exist. */
export function parseTextTime(text: string, format: TextFormat): number {
  if (format === 'iso') return parseIsoTime(text);
  const m = DAY_MONTH.exec(text.trim());
  if (!m) return NaN;
  const [, first, , second, year, hour, minute, seconds, fraction, half, zone] = m;
  const [day, month] = format === 'dmy' ? [first, second] : [second, first];
  return fromParts(['', year, month, day, halfDay(hour, half), minute, seconds, fraction, zone]);
}

/** Hours of a clock with two halves: 12 AM is midnight. */
function halfDay(hour: string | undefined, half: string | undefined): string | undefined {
  if (!half || hour === undefined) return hour;
  if (Number(hour) < 1 || Number(hour) > 12) return '99';
  return String((Number(hour) % 12) + (half.toUpperCase() === 'PM' ? 12 : 0));
}

/** Of year, month, day, hour, minute, second, fraction and zone, from index 1. */
function fromParts(m: readonly (string | undefined)[]): number {
  const [year, month, day, hour, minute, second] = m.slice(1, 7).map((part) => Number(part ?? 0));
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return NaN;
  const start = Date.UTC(year, month - 1, day);
  if (new Date(start).getUTCDate() !== day) return NaN;
  // Nanoseconds are a whole number, so that whole milliseconds stay whole.
  const fraction = m[7] ? Number(m[7].padEnd(9, '0')) / 1_000_000 : 0;
  return start + ((hour * 60 + minute) * 60 + second) * 1000 + fraction - zoneMs(m[8]);
}

function zoneMs(zone: string | undefined): number {
  if (!zone || !/^[+-]/.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.length > 3 ? zone.slice(-2) : 0)];
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
