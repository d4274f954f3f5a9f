/** Times as text: UTC unless the reader asked for local time, which is then said. */

/** `utc`, `local` (this machine's), or a name such as `Europe/Berlin`. */
export type Zone = string;

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number): string => String(n).padStart(2, '0');

export function partsOf(time: number, zone: Zone): Parts {
  const d = new Date(zone === 'utc' || zone === 'local' ? time : time + offsetOf(time, zone));
  if (zone !== 'local') {
    return {
      year: d.getUTCFullYear(),
      month: d.getUTCMonth(),
      day: d.getUTCDate(),
      hour: d.getUTCHours(),
      minute: d.getUTCMinutes(),
      second: d.getUTCSeconds(),
    };
  }
  return {
    year: d.getFullYear(),
    month: d.getMonth(),
    day: d.getDate(),
    hour: d.getHours(),
    minute: d.getMinutes(),
    second: d.getSeconds(),
  };
}

const QUARTER = 900_000;
const clocks = new Map<string, Intl.DateTimeFormat>();
/** By zone and quarter of an hour: no zone's clock is put forward or back within one. */
const offsets = new Map<string, number>();

/** By how much a zone is ahead of UTC at a time, ms. */
export function offsetOf(time: number, zone: Zone): number {
  if (zone === 'utc' || !Number.isFinite(time)) return 0;
  if (zone === 'local') return -new Date(time).getTimezoneOffset() * 60_000;
  const quarter = Math.floor(time / QUARTER) * QUARTER;
  const key = `${zone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size > 50_000) offsets.clear();
  const offset = wallClock(quarter, zone) - quarter;
  offsets.set(key, offset);
  return offset;
}

/** What a clock in a zone shows, as if it stood in UTC. */
function wallClock(time: number, zone: Zone): number {
  const fields = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;
  let clock = clocks.get(zone);
  if (!clock) {
    const options = Object.fromEntries(fields.map((field) => [field, 'numeric']));
    clock = new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone, hourCycle: 'h23' });
    clocks.set(zone, clock);
  }
  const parts = new Map(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const [year, month, ...rest] = fields.map((field) => parts.get(field) ?? 0);
  return Date.UTC(year, month - 1, ...rest);
}

/** Whether this browser knows a zone of that name. */
export function isZone(zone: string): boolean {
  if (zone === 'utc' || zone === 'local') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The time at which a clock in a zone shows this, given as if it were UTC. */
export function fromWall(wall: number, zone: Zone): number {
  // The offset at a time near it may be that of the other side of a change of the clocks: asked once more.
  const near = wall - offsetOf(wall, zone);
  return wall - offsetOf(near, zone);
}

export const zoneLabel = (zone: Zone): string =>
  zone === 'utc' ? 'UTC' : zone === 'local' ? 'local' : (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/** `12 Mar 2024` */
export function date(time: number, zone: Zone): string {
  const p = partsOf(time, zone);
  return `${p.day} ${MONTHS[p.month]} ${p.year}`;
}

/** `14:35`, or `14:35:07` where seconds matter. */
export function clock(time: number, zone: Zone, seconds = false): string {
  const p = partsOf(time, zone);
  return `${two(p.hour)}:${two(p.minute)}${seconds ? `:${two(p.second)}` : ''}`;
}

/** `2024-03-12 14:35` */
export function stamp(time: number, zone: Zone, seconds = false): string {
  const p = partsOf(time, zone);
  return `${p.year}-${two(p.month + 1)}-${two(p.day)} ${clock(time, zone, seconds)}`;
}

/** `12 Mar 14:35` */
export function shortStamp(time: number, zone: Zone): string {
  const p = partsOf(time, zone);
  return `${p.day} ${MONTHS[p.month]} ${clock(time, zone)}`;
}

export const monthName = (month: number): string => MONTHS[month];

/** A time as it stands in a link: `2024-03-12T14:35Z`, with seconds only where there are any. */
export function linkTime(time: number): string {
  const text = new Date(time).toISOString();
  return text.endsWith(':00.000Z') ? `${text.slice(0, 16)}Z` : `${text.slice(0, 19)}Z`;
}

/**
 * Reads what people type: `2024-03-12 14:35`, `2024-03-12T14:35Z`, `2024-03-12` or UTC milliseconds.
 * Undefined when it is no time. Without a Z the time is in the zone that is shown.
 */
export function parseTime(text: string, zone: Zone = 'utc'): number | undefined {
  const trimmed = text.trim();
  if (/^\d{11,14}$/.test(trimmed)) return Number(trimmed);
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC)?$/i.exec(
    trimmed,
  );
  if (!match) return undefined;
  const [, y, mo, d, h = '0', mi = '0', s = '0', z] = match;
  const fields = [Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s)] as const;
  const wall = Date.UTC(...fields);
  // There is no 31 February, and no 25 o'clock.
  const { year, month, day, hour, minute, second } = partsOf(wall, 'utc');
  if ([year, month, day, hour, minute, second].join() !== fields.join()) return undefined;
  const time = fromWall(wall, z ? 'utc' : zone);
  return Number.isFinite(time) ? time : undefined;
}

const STEPS: readonly (readonly [number, string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** `2 d 4 h`, `35 min`: the two largest units. */
export function duration(ms: number): string {
  let rest = Math.round(Math.abs(ms) / 1000) * 1000;
  const words: string[] = [];
  for (const [size, unit] of STEPS) {
    const n = Math.floor(rest / size);
    if (n > 0) words.push(`${n} ${unit}`);
    rest -= n * size;
    if (words.length === 2) break;
  }
  return words.join(' ') || '0 s';
}
