import type { Strategy } from '../strategy/strategy.ts';
import type { Tape } from '../tape/tape.ts';
import type { Account, Holding } from './account.ts';
import { slippageAt } from './costs.ts';
import { loadFields, saveFields } from './fields.ts';
import { FundingDesk, type FundingLog } from './funding.ts';
import type { Hit } from './intrabar.ts';
import { findExit } from './drill-down.ts';
import { isGuarded, levelsKnown, setLevels, setLiquidation, setNoLiquidation } from './levels.ts';
import { MarketData } from './market-data.ts';
import type { SimulationOptions } from './options.ts';
import { ORDER_FIELDS, Orders } from './orders.ts';
import { Position } from './position.ts';
import { orderSize } from './sizing.ts';
import type { Tally } from './tally.ts';
import type { TradeBook } from './trade-book.ts';
import { REASON } from './trade-store.ts';

/** What the brokers of a simulation share. */
export interface Desk {
  readonly strategy: Strategy;
  readonly options: SimulationOptions;
  readonly account: Account;
  readonly tally: Tally;
  readonly book: TradeBook;
}

/**
 * The broker of one lane. It fills what was decided at an earlier close at the open, sees to stops, targets,
 * liquidation and funding inside the bar, and marks the position at the close. It never looks beyond the row it is in.
 */
export class Broker implements Holding {
  readonly position = new Position();
  readonly orders = new Orders();
  readonly bars: MarketData;
  /** Last known price. */
  mark = NaN;
  /** Row of the last exit; -1 before the first. */
  lastExitRow = -1;
  readonly #lane: number;
  readonly #desk: Desk;
  readonly #finer: MarketData | null;
  readonly #funding: FundingDesk;
  readonly #hit: Hit = { price: NaN, reason: 0, both: 0, time: NaN };
  #guarded = false;

  constructor(lane: number, tape: Tape, desk: Desk) {
    this.#lane = lane;
    this.#desk = desk;
    this.bars = new MarketData(tape);
    const finer = desk.options.finer(tape.key.venue, tape.key.symbol);
    this.#finer = finer ? new MarketData(finer) : null;
    this.#funding = new FundingDesk(this.bars, this.position, desk);
    desk.account.holdings.push(this);
  }

  get unrealised(): number {
    return this.position.unrealised(this.mark);
  }
  get margin(): number {
    return this.position.margin;
  }
  get idle(): boolean {
    return this.position.side === 0 && this.orders.entrySide === 0;
  }

  /** The row opens: the position is marked at the open, settlements of this moment are paid. */
  open(row: number): void {
    const price = this.bars.open[row];
    if (price === price) {
      this.mark = price;
      if (this.position.side !== 0) this.#funding.settle(row, 'open', this.mark);
    } else if (this.orders.exitReason >= 0 || this.orders.entrySide !== 0) {
      this.#desk.tally.waitedBars++;
    }
  }

  /** A pending exit is filled at the open, if the row has one. */
  exitAtOpen(row: number): void {
    const { orders } = this;
    const price = this.bars.open[row];
    if (orders.exitReason < 0 || price !== price) return;
    if (row > orders.exitRow + 1) this.#desk.tally.waitedFills++;
    const reason = orders.exitReason;
    orders.clearExit();
    if (this.position.side !== 0) this.#leave(row, price, reason, true, this.bars.openTime[row]);
  }

  /** A pending entry is filled at the open, if the row has one; what cannot be carried is cut or refused. */
  enterAtOpen(row: number): void {
    const { orders } = this;
    const price = this.bars.open[row];
    if (orders.entrySide === 0 || price !== price) return;
    const { strategy, options, account, tally } = this.#desk;
    const side = orders.entrySide;
    orders.clearEntry();
    const slip = slippageAt(options.costs.slippage, this.bars, row, 0);
    const means = {
      equity: account.equity,
      marginInUse: account.marginInUse,
      leverage: strategy.leverage,
      price,
      slip,
    };
    const { size, reduced } = orderSize(strategy.sizing, orders.amount, means, options);
    if (!(size > 0) || !levelsKnown(strategy, orders)) {
      tally.refusedOrders++;
      this.#desk.book.missed(this.#lane, orders.signalRow, side, 'refused', size > 0 ? size : 0);
      return;
    }
    if (reduced) tally.reducedOrders++;
    this.#enter(row, price, side, size);
  }

  #enter(row: number, price: number, side: number, size: number): void {
    const { strategy, options, account, tally } = this.#desk;
    const { position: p, orders } = this;
    const { costs, conventions } = options;
    if (p.side === 0) {
      p.side = side;
      p.entryRow = row;
      p.entryTime = this.bars.openTime[row];
      p.fundedUntil = p.entryTime;
      p.signalRow = orders.signalRow;
      p.signalTier = orders.signalTier;
      this.#funding.begin();
    }
    const fill = price * (1 + side * slippageAt(costs.slippage, this.bars, row, size));
    const rate = conventions.feeFromStake ? costs.takerFee / (1 - costs.takerFee) : costs.takerFee;
    const fee = rate * fill * size;
    p.addLeg(row, orders.signalRow, price, fill, size, fee);
    account.cash -= fee;
    tally.turnover += fill * size;
    const waited = row - orders.signalRow - 1;
    if (waited > 0) tally.waitedFills++;
    p.waited += waited;
    setLevels(p, strategy, orders, price);
    if (conventions.noLiquidation) setNoLiquidation(p, strategy.leverage);
    else setLiquidation(p, strategy.leverage, costs.maintenanceMargin);
    this.#guarded = isGuarded(p);
  }

  /** Inside the bar: settlements, then stops, targets and liquidation. */
  inside(row: number): void {
    const { position: p, bars } = this;
    if (p.side === 0) return;
    this.#funding.settle(row, 'inside', this.mark);
    if (!this.#guarded) return;
    const hit = this.#hit;
    findExit(p, bars, row, this.#finer, hit, this.#desk.tally);
    if (hit.price !== hit.price) return;
    if (hit.both === 1) this.#desk.tally.bothHit++;
    this.orders.clearExit();
    this.orders.clearEntry();
    this.#leave(row, hit.price, hit.reason, false, hit.time);
  }

  /** The row closes: settlements of this moment, the mark, and how far the position went either way. */
  close(row: number): void {
    const { position: p, bars } = this;
    const price = bars.close[row];
    if (price === price) this.mark = price;
    if (p.side === 0) return;
    this.#funding.settle(row, 'close', this.mark);
    const worst = p.unrealised(p.side > 0 ? bars.low[row] : bars.high[row]);
    const best = p.unrealised(p.side > 0 ? bars.high[row] : bars.low[row]);
    if (worst < p.mae) p.mae = worst;
    if (best > p.mfe) p.mfe = best;
  }

  /** Closes what is open at the last known price: the recording ends here. */
  closeAtEnd(row: number): void {
    this.orders.clearEntry();
    this.orders.clearExit();
    if (this.position.side === 0 || this.mark !== this.mark) return;
    this.#leave(row, this.mark, REASON.endOfData, false, this.bars.openTime[row]);
  }

  #leave(row: number, reference: number, reason: number, atOpen: boolean, time: number): void {
    const { position: p } = this;
    const { account, book, tally } = this.#desk;
    const ending = book.close(
      this.#lane,
      p,
      this.bars,
      this.#funding.log,
      row,
      reference,
      reason,
      atOpen,
      time,
      this.#hit.both,
    );
    this.#hit.both = 0;
    account.cash += p.side * (ending.fill * p.size - p.cost) - ending.fee;
    tally.turnover += ending.fill * p.size;
    p.clear();
    this.lastExitRow = row;
    this.mark = reference;
  }

  /** Every funding payment of the run. */
  get fundingLog(): FundingLog {
    return this.#funding.log;
  }

  /** Looks at the arrays of growing tapes anew. */
  refresh(): void {
    this.bars.refresh();
    this.#finer?.refresh();
  }

  get stateSize(): number {
    return 3 + ORDER_FIELDS.length + Position.stateSize + this.#funding.stateSize;
  }

  save(into: Float64Array, at: number): void {
    into[at++] = this.mark;
    into[at++] = this.lastExitRow;
    into[at++] = this.#guarded ? 1 : 0;
    at = saveFields(this.orders, ORDER_FIELDS, into, at);
    this.position.save(into, at);
    this.#funding.save(into, at + Position.stateSize);
  }

  load(from: Float64Array, at: number): void {
    this.mark = from[at++];
    this.lastExitRow = from[at++];
    this.#guarded = from[at++] === 1;
    at = loadFields(this.orders, ORDER_FIELDS, from, at);
    this.position.load(from, at);
    this.#funding.load(from, at + Position.stateSize);
  }
}
