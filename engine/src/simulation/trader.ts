import type { Column } from '../column.ts';
import type { ColumnSource } from '../strategy/column-of.ts';
import { POSITION_NAMES, type PositionName } from '../strategy/catalogue.ts';
import { BoundStrategy } from './bound-strategy.ts';
import type { Broker, Desk } from './broker.ts';
import type { MissedReason } from './signal-log.ts';
import { orderSize } from './sizing.ts';
import { REASON } from './trade-store.ts';

/** What rules are evaluated on: columns, and how far they are computed. */
export interface SimulationLane extends ColumnSource {
  readonly cursor: number;
}

/**
 * Decides at the closes of one lane what its broker does at the next open. For a pair, the decisions are those of the y leg;
 * the broker of the x leg (`hedge`) is given the mirror image of every order.
 */
export class Trader {
  readonly bound: BoundStrategy;
  readonly #broker: Broker;
  readonly #hedge: Broker | null;
  readonly #desk: Desk;
  readonly #lane: number;
  readonly #tier: Column | null;
  /** Last row at which a side's signal was logged as missed: a run of such rows is one signal. */
  #missedLong = -2;
  #missedShort = -2;

  constructor(lane: number, source: SimulationLane, broker: Broker, desk: Desk, hedge: Broker | null = null) {
    this.#lane = lane;
    this.#broker = broker;
    this.#hedge = hedge;
    this.#desk = desk;
    this.bound = new BoundStrategy(desk.strategy, source);
    // The cause of a trade names the tier where the lane computes tiers anyway; they are not computed for that.
    this.#tier = source.has('tier') ? source.require('tier') : null;
  }

  /** Decides at the close of lane row `row`, which is row `i` of the current block. */
  decide(row: number, i: number): void {
    const { bound } = this;
    const broker = this.#broker;
    const { side } = broker.position;
    if (bound.program.hasRowSteps && (side !== 0 || bound.entryReadsPosition)) {
      this.#tellPosition(row, i);
      bound.program.row(i);
    }
    if (this.#hedge && this.#leaveSingleLeg(row, this.#hedge)) return;
    if (side !== 0 && broker.orders.exitReason < 0) this.#decideExit(row, i);
    const long = bound.entryLong(i);
    const short = bound.entryShort(i);
    if (long || short) this.#decideEntry(row, i, long, short);
  }

  #decideExit(row: number, i: number): void {
    const { strategy, options } = this.#desk;
    const { position, orders } = this.#broker;
    const held = row - position.entryRow + 1;
    if (row + 1 === options.conventions.closeAtOpenOf) orders.exitReason = REASON.endOfData;
    else if (this.bound.exit(position.side, i)) orders.exitReason = REASON.exit;
    else if (held >= strategy.maxHolding) orders.exitReason = REASON.maxHolding;
    if (orders.exitReason < 0) return;
    orders.exitRow = row;
    if (this.#hedge) leaveToo(this.#hedge, orders.exitReason, row);
  }

  /** A leg whose other leg was liquidated or refused is closed: it hedges nothing. */
  #leaveSingleLeg(row: number, hedge: Broker): boolean {
    const legs = [this.#broker, hedge];
    const single = legs.filter(({ position }) => position.side !== 0).length === 1;
    const waits = legs.some(({ orders }) => orders.entrySide !== 0 || orders.exitReason >= 0);
    if (!single || waits) return false;
    this.#desk.tally.brokenPairs++;
    for (const leg of legs) leaveToo(leg, REASON.exit, row);
    return true;
  }

  #decideEntry(row: number, i: number, long: boolean, short: boolean): void {
    const { strategy, options, tally } = this.#desk;
    const { position, orders } = this.#broker;
    if (row + 1 === options.conventions.closeAtOpenOf) return;
    if (position.side === 0) {
      if (long && short) {
        tally.conflicts++;
        this.#miss(row, i, 1, 'conflict');
        this.#miss(row, i, -1, 'conflict');
      } else this.#enterFlat(row, i, long ? 1 : -1);
      return;
    }
    const with_ = position.side > 0 ? long : short;
    const against = position.side > 0 ? short : long;
    if (against && !with_ && strategy.reverse) this.#reverse(row, i);
    else if (against) this.#miss(row, i, -position.side, 'opposite position');
    const adds =
      with_ && orders.exitReason < 0 && orders.entrySide === 0 && position.entries < strategy.pyramiding;
    if (adds) this.#order(row, i, position.side);
  }

  #enterFlat(row: number, i: number, side: number): void {
    const broker = this.#broker;
    if (broker.orders.entrySide !== 0) this.#miss(row, i, side, 'order waiting');
    else if (broker.lastExitRow >= 0 && row < broker.lastExitRow + this.#desk.strategy.cooldown) {
      this.#miss(row, i, side, 'cooldown');
    } else this.#order(row, i, side);
  }

  #reverse(row: number, i: number): void {
    const { position, orders } = this.#broker;
    if (orders.entrySide !== 0) return this.#miss(row, i, -position.side, 'order waiting');
    if (orders.exitReason < 0 || orders.exitReason === REASON.exit) {
      orders.exitReason = REASON.reverse;
      orders.exitRow = row;
      if (this.#hedge) leaveToo(this.#hedge, REASON.reverse, row);
    }
    return this.#order(row, i, -position.side);
  }

  #order(row: number, i: number, side: number): void {
    const { orders } = this.#broker;
    const { bound } = this;
    orders.entrySide = side;
    orders.signalRow = row;
    orders.signalTier = this.#tier ? this.#tier.data[row] : NaN;
    orders.amount = bound.amount(i);
    orders.stop = bound.stop(i);
    orders.target = bound.target(i);
    orders.trail = bound.trail(i);
    if (this.#hedge) this.#orderHedge(this.#hedge, i, side);
  }

  /** The other leg: the opposite side (the same one for a negative hedge ratio), `hedge` times the value. */
  #orderHedge({ orders: other }: Broker, i: number, side: number): void {
    const { orders } = this.#broker;
    const ratio = this.bound.hedge(i);
    other.entrySide = ratio < 0 ? side : -side;
    other.signalRow = orders.signalRow;
    other.signalTier = orders.signalTier;
    other.amount = orders.amount * Math.abs(ratio);
    // Without a ratio there is no second leg, and without a second leg no first.
    if (!(Math.abs(ratio) > 0)) orders.amount = NaN;
  }

  #miss(row: number, i: number, side: number, reason: MissedReason): void {
    const last = side > 0 ? this.#missedLong : this.#missedShort;
    if (side > 0) this.#missedLong = row;
    else this.#missedShort = row;
    if (last === row - 1) return;
    const { strategy, options, account, book } = this.#desk;
    const price = this.#broker.mark;
    const means = { equity: account.equity, marginInUse: 0, leverage: strategy.leverage, price, slip: 0 };
    const { size } = orderSize(strategy.sizing, this.bound.amount(i), means, options);
    book.missed(this.#lane, row, side, reason, size > 0 ? size : 0);
  }

  #tellPosition(row: number, i: number): void {
    const { position: columns, positionUsed } = this.bound.program;
    for (let k = 0; k < positionUsed.length; k++) {
      const index = positionUsed[k];
      columns[index][i] = this.#positionValue(POSITION_NAMES[index].name, row);
    }
  }

  #positionValue(name: PositionName, row: number): number {
    const { position: p, lastExitRow } = this.#broker;
    const { account } = this.#desk;
    const open = p.side !== 0;
    switch (name) {
      case 'side':
        return p.side;
      case 'barsHeld':
        return open ? row - p.entryRow + 1 : 0;
      case 'entryPrice':
        return open ? p.entryPrice : NaN;
      case 'size':
        return p.size;
      case 'pnl':
        return open ? this.#unrealised : NaN;
      case 'pnlPct':
        return open ? (100 * this.#unrealised) / (p.cost + (this.#hedge?.position.cost ?? 0)) : NaN;
      case 'mae':
        return open ? p.mae : NaN;
      case 'mfe':
        return open ? p.mfe : NaN;
      case 'entries':
        return p.entries;
      case 'barsSinceExit':
        return lastExitRow >= 0 ? row - lastExitRow : NaN;
      case 'equity':
        return account.equity;
      case 'drawdownPct':
        return 100 * Math.max(0, 1 - account.equity / account.peak);
    }
  }

  /** Of both legs, where there are two. */
  get #unrealised(): number {
    return this.#broker.unrealised + (this.#hedge?.unrealised ?? 0);
  }

  readonly stateSize = 2;
  save(into: Float64Array, at: number): void {
    into[at] = this.#missedLong;
    into[at + 1] = this.#missedShort;
  }
  load(from: Float64Array, at: number): void {
    this.#missedLong = from[at];
    this.#missedShort = from[at + 1];
  }
}

function leaveToo({ position, orders }: Broker, reason: number, row: number): void {
  orders.clearEntry();
  if (position.side === 0 || orders.exitReason >= 0) return;
  orders.exitReason = reason;
  orders.exitRow = row;
}
