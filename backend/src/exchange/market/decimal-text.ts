/** More decimals than any venue writes. */
const MOST_DECIMALS = 8;
const SAMPLES = 4000;

/**
 * How many decimals the values of a column need: the most that any of a sample of them has, at most eight. Venues write
 * prices and quantities with a fixed number of them.
 */
export function decimalsOf(column: Float64Array, rows: number): number {
  let decimals = 0;
  const step = Math.max(1, Math.floor(rows / SAMPLES));
  for (let i = 0; i < rows && decimals < MOST_DECIMALS; i += step) {
    while (decimals < MOST_DECIMALS && !isWritten(column[i], decimals)) decimals++;
  }
  return decimals;
}

/** Whether a value has no more decimals than these, but for what computing with it has left in its last bits. */
function isWritten(value: number, decimals: number): boolean {
  if (Number.isNaN(value)) return true;
  return Math.abs(Number(value.toFixed(decimals)) - value) <= 4 * Number.EPSILON * Math.abs(value);
}

const POWERS = Array.from({ length: 21 }, (_, decimals) => 10 ** decimals);

/** A number as a venue writes it: a fixed number of decimals, and more where it has more. Never an exponent. */
export function decimalText(value: number, decimals: number): string {
  const scaled = Math.round(value * POWERS[decimals]);
  if (scaled / POWERS[decimals] === value && Math.abs(scaled) <= Number.MAX_SAFE_INTEGER) {
    return wholeText(scaled, decimals);
  }
  const shortest = String(value);
  return shortest.includes('e') ? value.toFixed(20).replace(/0+$/, '') : shortest;
}

/** A whole number of 10^-decimals: several times as fast as `toFixed` and reading it again. */
function wholeText(scaled: number, decimals: number): string {
  if (decimals === 0) return String(scaled);
  const digits = String(Math.abs(scaled)).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return `${scaled < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** A sum of many numbers that all have these decimals: what rounding has added to it goes. */
export function roundTo(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
