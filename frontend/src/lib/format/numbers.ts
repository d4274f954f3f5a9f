/** Numbers as people read them here: fixed digits, thin grouping, a real minus, a dash for what is missing. */

const MISSING = '–';
const MINUS = '\u2212';

/** `1234567.8` grouped: some hundred numbers are written per frame, and Intl would take most of its time. */
function grouped(size: number, digits: number): string {
  const text = size.toFixed(digits);
  const point = digits > 0 ? text.length - digits - 1 : text.length;
  if (point <= 3 || text.includes('e')) return text;
  let out = text.slice(point);
  for (let end = point; end > 0; end -= 3) {
    const part = text.slice(Math.max(0, end - 3), end);
    out = end === point ? part + out : `${part},${out}`;
  }
  return out;
}

export type Missing = number | null | undefined;

const present = (value: Missing): value is number => typeof value === 'number' && Number.isFinite(value);

/** `1,234.50`, with U+2212 for the sign so that columns line up; a dash when missing. */
export function decimal(value: Missing, digits: number): string {
  if (!present(value)) return MISSING;
  const text = grouped(Math.abs(value), digits);
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

/** As {@link decimal} with an explicit plus: for changes and profits. */
export function signed(value: Missing, digits: number): string {
  if (!present(value)) return MISSING;
  const text = decimal(value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

const UNITS: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
];

/** `1.24M`, or `1,240,000`. */
export type Figures = 'short' | 'full';
let figures: Figures = 'short';
/** How {@link compact} writes large numbers from now on. */
export function writeFigures(style: Figures): void {
  figures = style;
}

/** `82.41K`, `1.203B`: four significant figures or so; every digit where the reader wants it. */
export function compact(value: Missing): string {
  if (!present(value)) return MISSING;
  const size = Math.abs(value);
  if (figures === 'full' && size >= 1e3) return decimal(value, 0);
  for (const [scale, unit] of UNITS) {
    if (size >= scale) return decimal(value / scale, digitsFor(size / scale)) + unit;
  }
  return decimal(value, size === 0 ? 0 : Math.min(6, digitsFor(size)));
}

function digitsFor(size: number): number {
  if (size >= 100) return 1;
  if (size >= 10) return 2;
  return size >= 0.1 ? 3 : 6;
}

/** Decimals a price of this size is shown with, so that the last one still moves. */
export function priceDigits(price: Missing): number {
  if (!present(price)) return 2;
  const size = Math.abs(price);
  if (size >= 10_000) return 1;
  if (size >= 100) return 2;
  if (size >= 1) return 4;
  return size >= 0.01 ? 5 : 8;
}

export const price = (value: Missing): string => decimal(value, priceDigits(value));

export const count = (value: Missing): string => decimal(value, 0);

/** A share of one as per cent: `0.58` gives `58.0%`. */
export function percent(share: Missing, digits = 1): string {
  return present(share) ? `${decimal(share * 100, digits)}%` : MISSING;
}

/** What is in per cent already, as {@link percent} writes it: `12.34` gives `12.3%`. */
export const inPercent = (value: Missing, digits = 1): string =>
  percent(present(value) ? value / 100 : null, digits);

/** As {@link inPercent} with an explicit plus: `+1.20%`. */
export function signedPercent(value: Missing, digits: number): string {
  return present(value) ? `${signed(value, digits)}%` : MISSING;
}

/** Money in USDT with its sign: `+1,204.50`. */
export const profit = (value: Missing): string => signed(value, 2);

/** Which way a number points, for its colour. */
export function direction(value: Missing): 'up' | 'down' | 'flat' {
  if (!present(value) || value === 0) return 'flat';
  return value > 0 ? 'up' : 'down';
}
