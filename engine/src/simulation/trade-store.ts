import type { ExitReason } from '../wire/trades.ts';

/** One trade as numbers: the place of each in its row. */
export const TRADE = {
  lane: 0,
  side: 1,
  entryRow: 2,
  entryTime: 3,
  entryPrice: 4,
  exitRow: 5,
  exitTime: 6,
  exitPrice: 7,
  size: 8,
  grossPnl: 9,
  fees: 10,
  funding: 11,
  netPnl: 12,
  barsHeld: 13,
  mae: 14,
  mfe: 15,
  reason: 16,
  signalRow: 17,
  signalTier: 18,
  entries: 19,
  slippage: 20,
  exitRegret: 21,
  entryRegret: 22,
  oracle: 23,
  entryTiming: 24,
  exitTiming: 25,
  falseSignal: 26,
  waited: 27,
  bothHit: 28,
} as const;

export type TradeField = keyof typeof TRADE;
export const TRADE_FIELDS = Object.keys(TRADE) as TradeField[];

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

const STRIDE = TRADE_FIELDS.length;

/** Closed trades, row after row in one array: nothing is allocated per trade but room for more of them. */
export class TradeStore {
  #data = new Float64Array(64 * STRIDE);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Room for one more trade: returns where its row starts in {@link data}. */
  push(): number {
    if ((this.#length + 1) * STRIDE > this.#data.length) {
      const grown = new Float64Array(this.#data.length * 2);
      grown.set(this.#data);
      this.#data = grown;
    }
    return this.#length++ * STRIDE;
  }

  get(trade: number, field: TradeField): number {
    return this.#data[trade * STRIDE + TRADE[field]];
  }

  /** All trades, row after row; replaced when more room is needed. */
  get data(): Float64Array {
    return this.#data;
  }

  /** One field of every trade. */
  column(field: TradeField): Float64Array {
    const at = TRADE[field];
    return Float64Array.from({ length: this.#length }, (_, k) => this.#data[k * STRIDE + at]);
  }

  /** Sets the number of trades: a replay went back, or forward again to where it had been. */
  resize(length: number): void {
    this.#length = length;
  }
}
