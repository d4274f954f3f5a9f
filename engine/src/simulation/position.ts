import { loadFields, saveFields } from './fields.ts';

/** The most entries that one position can have (the schema's limit on pyramiding). */
export const MAX_LEGS = 20;

/** Numbers kept per entry of a position. */
const LEG = { row: 0, signalRow: 1, reference: 2, fill: 3, size: 4, fee: 5 } as const;
const LEG_SIZE = 6;

/**
 * The open position of one lane. `side` is 1, -1 or, when flat, 0. Prices in quote, sizes in base units, money in USDT.
 * Plain numbers only, so that it can be saved to and restored from a key frame.
 */
export class Position {
  side = 0;
  size = 0;
  /** Σ fill price x size. */
  cost = 0;
  entryRow = -1;
  entryTime = NaN;
  signalRow = -1;
  signalTier = NaN;
  entries = 0;
  fees = 0;
  funding = 0;
  /** What slippage has cost so far. */
  slippage = 0;
  margin = 0;
  mae = 0;
  mfe = 0;
  /** Levels; -Infinity or Infinity where there is none. */
  stop = NaN;
  target = NaN;
  liquidation = NaN;
  /** Price at which the margin is gone. */
  bankruptcy = NaN;
  /** Trailing stop: distance (a fraction of the best price, or a price distance), 0 for none. */
  trailDistance = 0;
  trailIsFraction = 0;
  best = NaN;
  /** Settlements up to this time have been paid. */
  fundedUntil = NaN;
  /** Bars that an entry waited for a price. */
  waited = 0;

  readonly legs = new Float64Array(MAX_LEGS * LEG_SIZE);

  get entryPrice(): number {
    return this.cost / this.size;
  }

  unrealised(price: number): number {
    return this.side === 0 ? 0 : this.side * (price * this.size - this.cost);
  }

  /** The trailing stop's level at the best price so far; the side's harmless infinity when there is none. */
  get trailLevel(): number {
    const { side, trailDistance, best } = this;
    if (trailDistance === 0) return side > 0 ? -Infinity : Infinity;
    return best - side * (this.trailIsFraction === 1 ? best * trailDistance : trailDistance);
  }

  addLeg(row: number, signalRow: number, reference: number, fill: number, size: number, fee: number): void {
    const at = this.entries * LEG_SIZE;
    this.legs[at + LEG.row] = row;
    this.legs[at + LEG.signalRow] = signalRow;
    this.legs[at + LEG.reference] = reference;
    this.legs[at + LEG.fill] = fill;
    this.legs[at + LEG.size] = size;
    this.legs[at + LEG.fee] = fee;
    this.entries++;
    this.size += size;
    this.cost += fill * size;
    this.fees += fee;
    this.slippage += Math.abs(fill - reference) * size;
  }

  leg(index: number, field: keyof typeof LEG): number {
    return this.legs[index * LEG_SIZE + LEG[field]];
  }

  clear(): void {
    this.side = 0;
    this.size = 0;
    this.cost = 0;
    this.entryRow = -1;
    this.entries = 0;
    this.fees = 0;
    this.funding = 0;
    this.slippage = 0;
    this.margin = 0;
    this.mae = 0;
    this.mfe = 0;
    this.trailDistance = 0;
    this.waited = 0;
  }

  static readonly stateSize = 23 + MAX_LEGS * LEG_SIZE;

  save(into: Float64Array, at: number): void {
    into.set(this.legs, saveFields(this, FIELDS, into, at));
  }

  load(from: Float64Array, at: number): void {
    const behind = loadFields(this, FIELDS, from, at);
    this.legs.set(from.subarray(behind, behind + this.legs.length));
  }
}

const FIELDS = [
  'side',
  'size',
  'cost',
  'entryRow',
  'entryTime',
  'signalRow',
  'signalTier',
  'entries',
  'fees',
  'funding',
  'slippage',
  'margin',
  'mae',
  'mfe',
  'stop',
  'target',
  'liquidation',
  'bankruptcy',
  'trailDistance',
  'trailIsFraction',
  'best',
  'fundedUntil',
  'waited',
] as const;
