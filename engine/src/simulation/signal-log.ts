import { Growing } from './growing.ts';

/** Why an entry signal did not become a trade. */
export const MISSED_REASONS = [
  'opposite position',
  'cooldown',
  'conflict',
  'refused',
  'order waiting',
  'passed by hand',
] as const;
export type MissedReason = (typeof MISSED_REASONS)[number];

const STRIDE = 5;

/**
 * Entry signals that were not traded. A run of bars at which the same rule holds and is not traded is one signal,
 * logged at its first bar.
 */
export class SignalLog {
  readonly #rows = new Growing();

  get length(): number {
    return this.#rows.length / STRIDE;
  }

  /** @param size base units that the sizing rule would have bought at the close of `row` */
  add(lane: number, row: number, side: number, reason: MissedReason, size: number): void {
    this.#rows.push(lane);
    this.#rows.push(row);
    this.#rows.push(side);
    this.#rows.push(MISSED_REASONS.indexOf(reason));
    this.#rows.push(size);
  }

  get(k: number): { lane: number; row: number; side: number; reason: MissedReason; size: number } {
    const [lane, row, side, reason, size] = this.#rows.data.subarray(k * STRIDE, (k + 1) * STRIDE);
    return { lane, row, side, reason: MISSED_REASONS[reason], size };
  }

  /** Sets the number of signals: a replay went back, or forward again to where it had been. */
  resize(length: number): void {
    this.#rows.resize(length * STRIDE);
  }
}
