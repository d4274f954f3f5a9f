import type { PairSignalDto } from './dto/pair-analysis.dto.ts';

/** Where a rule on the z-score enters and leaves: what a chart marks. Nothing is traded here. */
export interface ZRule {
  /** |z| from which a position is opened against the deviation. */
  readonly entry: number;
  /** |z| below which it is closed. */
  readonly exit: number;
}

/**
 * Entries and exits of the rule over rows [from, to): long (buy y, sell x) below −entry until z is back at −exit, short the other way
 * round. A missing z changes nothing.
 */
export function zSignals(
  z: Float64Array,
  from: number,
  to: number,
  { entry, exit }: ZRule,
  closeOf: (row: number) => number,
): PairSignalDto[] {
  const signals: PairSignalDto[] = [];
  let side = 0;
  for (let i = from; i < to; i++) {
    const value = z[i];
    if (side !== 0 && side * value >= -exit) {
      signals.push({ time: closeOf(i), kind: 'exit', side: side > 0 ? 'long' : 'short', z: value });
      side = 0;
    }
    if (side === 0 && Math.abs(value) >= entry && entry > exit) {
      side = value < 0 ? 1 : -1;
      signals.push({ time: closeOf(i), kind: 'entry', side: side > 0 ? 'long' : 'short', z: value });
    }
  }
  return signals;
}
