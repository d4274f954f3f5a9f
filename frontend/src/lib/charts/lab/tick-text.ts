const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
];

/** A round number at an axis, without zeros that say nothing: `−50`, `2.5K`. */
export function tickText(value: number): string {
  return tickWith(value, 4);
}

/** As `tickText`, with as many digits as neighbours on an axis from `low` to `high` need to be told apart: `8.0715`. */
export function tickTextOf([low, high]: readonly [number, number], ticks: number): (value: number) => string {
  const largest = Math.max(Math.abs(low), Math.abs(high));
  const needed = Math.ceil(Math.log10((largest * ticks) / (high - low))) + 1;
  const digits = Number.isFinite(needed) ? Math.min(Math.max(needed, 4), 15) : 4;
  return (value) => tickWith(value, digits);
}

function tickWith(value: number, digits: number): string {
  const size = Math.abs(value);
  const [scale, unit] = UNITS.find(([one]) => size >= one) ?? [1, ''];
  const text = String(Number((size / scale).toPrecision(digits))) + unit;
  return value < 0 ? `\u2212${text}` : text;
}
