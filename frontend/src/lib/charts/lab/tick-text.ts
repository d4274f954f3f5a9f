const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 'B'],
  [1e6, 'M'],
  [1e3, 'K'],
];

/** A round number at an axis, without zeros that say nothing: `−50`, `2.5K`. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  const [scale, unit] = UNITS.find(([one]) => size >= one) ?? [1, ''];
  const text = String(Number((size / scale).toPrecision(4))) + unit;
  return value < 0 ? `\u2212${text}` : text;
}
