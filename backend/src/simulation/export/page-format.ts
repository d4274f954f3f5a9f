const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML shows it, also inside an attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

const MINUS = '−';
const DASH = '–';

/** A number with thousands apart and a real minus; a dash where it is undefined. */
export function number(value: number | null | undefined, digits = 2): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return DASH;
  const rounded = value.toFixed(digits);
  const [whole, fraction] = (Number(rounded) < 0 ? rounded.slice(1) : rounded.replace('-', '')).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
  return `${Number(rounded) < 0 ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** With a plus where it is above zero. */
export function signed(value: number | null | undefined, digits = 2): string {
  const text = number(value, digits);
  return typeof value === 'number' && Number(value.toFixed(digits)) > 0 ? `+${text}` : text;
}

/** Eight figures are more than any tick size needs. */
export function price(value: number): string {
  const digits = value === 0 ? 2 : Math.max(0, Math.min(8, 7 - Math.floor(Math.log10(Math.abs(value)))));
  return number(value, digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** `2025-01-31 14:05` in UTC. */
export function stamp(time: number | null | undefined): string {
  if (time === null || time === undefined || !Number.isFinite(time)) return DASH;
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** A length of time in the unit that fits: `12.5 d`. */
export function duration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return DASH;
  const [unit, size] = UNITS.find(([, size]) => ms >= size) ?? UNITS[2];
  return `${number(ms / size, ms / size >= 100 ? 0 : 1)} ${unit}`;
}
