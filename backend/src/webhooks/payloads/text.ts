import type { HitRecord } from '@hindcast/engine/alerts';

/** At most `limit` UTF-16 units, cut at a whole character, the cut shown by an ellipsis. */
export function clipped(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit <= 0) return '';
  let end = limit - 1;
  // Half of a surrogate pair is no character: services answer 400 to it.
  if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end--;
  return `${text.slice(0, end)}…`;
}

/** Values worth a line of their own: numbers and short texts, the nested ones left to the JSON of plain targets. */
export function facts(data: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(data).flatMap(([name, value]): [string, string][] => {
    // Services refuse a field of nothing but blanks.
    if (name === 'replay' || name.trim() === '') return [];
    if (typeof value === 'number' && Number.isFinite(value)) return [[name, short(value)]];
    if (typeof value === 'boolean') return [[name, value ? 'yes' : 'no']];
    if (name === 'record') {
      const rate = hitRateOf(value);
      return rate === null ? [] : [['hit rate before', rate]];
    }
    const told = typeof value === 'string' && value.trim() !== '' && value.length <= 200;
    return told ? [[name, value]] : [];
  });
}

/** How often something was right before, as a few words; null where an event of its kind has no record. */
export function hitRateOf(record: unknown): string | null {
  const { estimate, low, high, times, horizon, reason } = (record ?? {}) as Partial<HitRecord>;
  if (typeof reason === 'string') return `unknown. ${reason}`;
  if (typeof estimate !== 'number' || typeof low !== 'number' || typeof high !== 'number') return null;
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
  return `${percent(estimate)} of ${times} times after ${horizon} bars (${percent(low)} to ${percent(high)})`;
}

const short = (value: number): string =>
  Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(6)));
