import { decimal } from './numbers.ts';

const UNITS: readonly (readonly [number, string])[] = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
];

/** `82.4 MB`. */
export function bytes(size: number): string {
  const [scale, unit] = UNITS.find(([least]) => size >= least) ?? [1, 'B'];
  return `${decimal(size / scale, scale === 1 ? 0 : 1)} ${unit}`;
}
