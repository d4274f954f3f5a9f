/** What was decided at a close and waits for the next open. -1 and 0 mean nothing waits. */
export class Orders {
  /** Code of the reason of a pending exit. */
  exitReason = -1;
  exitRow = -1;
  entrySide = 0;
  /** Row of the signal, and the highest tier that fired there. */
  signalRow = -1;
  signalTier = NaN;
  /** Amounts of the strategy, as evaluated at the signal. */
  amount = NaN;
  stop = NaN;
  target = NaN;
  trail = NaN;

  clearEntry(): void {
    this.entrySide = 0;
  }
  clearExit(): void {
    this.exitReason = -1;
  }
}

export const ORDER_FIELDS = [
  'exitReason',
  'exitRow',
  'entrySide',
  'signalRow',
  'signalTier',
  'amount',
  'stop',
  'target',
  'trail',
] as const;
