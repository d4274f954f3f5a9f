/** What a column of times holds. Numbers are divided to give milliseconds. */
export type TimeFormat = 'iso' | 's' | 'ms' | 'us' | 'ns';

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
  if (!m) return NaN;
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
