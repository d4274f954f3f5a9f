import type { ExitReason } from '../wire/trades.ts';

/** One trade as numbers, in this order. */
export const TRADE_FIELDS = [
  'lane',
  'side',
  'entryRow',
  'entryTime',
  'entryPrice',
  'exitRow',
  'exitTime',
  'exitPrice',
  'size',
  'grossPnl',
  'fees',
  'funding',
  'netPnl',
  'barsHeld',
  'mae',
  'mfe',
  'reason',
  'signalRow',
  'signalTier',
  'entries',
  'slippage',
  'exitRegret',
  'entryRegret',
  'oracle',
  'entryTiming',
  'exitTiming',
  'falseSignal',
  'waited',
  'bothHit',
] as const;

export type TradeField = (typeof TRADE_FIELDS)[number];

/** Codes of the `reason` field. */
export const EXIT_REASONS: readonly ExitReason[] = [
  'exit',
  'stop',
  'target',
  'trailing',
  'maxHolding',
  'liquidation',
  'reverse',
  'endOfData',
];

export const REASON = Object.fromEntries(EXIT_REASONS.map((reason, k) => [reason, k])) as Record<
  ExitReason,
  number
>;

const INDEX = Object.fromEntries(TRADE_FIELDS.map((field, k) => [field, k])) as Record<TradeField, number>;
const STRIDE = TRADE_FIELDS.length;

/** Closed trades, row after row in one array: nothing is allocated per trade but room for more of them. */
export class TradeStore {
  #data = new Float64Array(64 * STRIDE);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Opens room for one more trade and returns its number. */
  push(): number {
    if ((this.#length + 1) * STRIDE > this.#data.length) {
      const grown = new Float64Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    return this.#length++;
  }

  get(trade: number, field: TradeField): number {
    return this.#data[trade * STRIDE + INDEX[field]];
  }

  set(trade: number, field: TradeField, value: number): void {
    this.#data[trade * STRIDE + INDEX[field]] = value;
  }

  /** One field of every trade. */
  column(field: TradeField): Float64Array {
    const at = INDEX[field];
    return Float64Array.from({ length: this.#length }, (_, k) => this.#data[k * STRIDE + at]);
  }

  /** Sets the number of trades: a replay went back, or forward again to where it had been. */
  resize(length: number): void {
    this.#length = length;
  }
}
