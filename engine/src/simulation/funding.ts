import { HOUR } from '../time.ts';
import type { Desk } from './broker.ts';
import { Growing } from './growing.ts';
import type { MarketData } from './market-data.ts';
import type { Position } from './position.ts';

/** Where in a bar a settlement fell. */
export type Moment = 'open' | 'inside' | 'close';

/** Settlement stamps jitter by milliseconds; settlements themselves are on the second. */
const settledAt = (stamp: number): number => Math.round(stamp / 1_000) * 1_000;

/**
 * Funding payments of one lane over the whole run, as they happened: row, amount (received positive), and whether at the row's
 * open. The open position's payments are those from `from` on.
 */
export class FundingLog {
  readonly #rows = new Growing();
  readonly #amounts = new Growing();
  readonly #atOpen = new Growing();
  from = 0;

  get length(): number {
    return this.#rows.length;
  }

  add(row: number, amount: number, atOpen: boolean): void {
    this.#rows.push(row);
    this.#amounts.push(amount);
    this.#atOpen.push(atOpen ? 1 : 0);
  }

  row(k: number): number {
    return this.#rows.data[k];
  }
  amount(k: number): number {
    return this.#amounts.data[k];
  }
  /** Whether payment k had been settled when row `row` opened, settlements at that very moment included. */
  settledBefore(k: number, row: number): boolean {
    const settled = this.#rows.data[k];
    return settled < row || (settled === row && this.#atOpen.data[k] === 1);
  }

  /** What the open position had been paid when row `row` opened. */
  upTo(row: number): number {
    let sum = 0;
    for (let k = this.from; k < this.length; k++) if (this.settledBefore(k, row)) sum += this.amount(k);
    return sum;
  }

  resize(length: number): void {
    this.#rows.resize(length);
    this.#amounts.resize(length);
    this.#atOpen.resize(length);
  }
}

/**
 * Pays and receives funding of one lane's position. A position pays a settlement when it was opened before it and
 * had not been left by then; a settlement at the moment of an entry is not paid, one at the moment of an exit is.
 *
 * A bar longer than the funding interval shows only its last settlement; the ones before it are taken to have had
 * the same rate, and are counted as estimated.
 */
export class FundingDesk {
  readonly log = new FundingLog();
  readonly stateSize = 2;
  readonly #bars: MarketData;
  readonly #position: Position;
  readonly #desk: Desk;

  constructor(bars: MarketData, position: Position, desk: Desk) {
    this.#bars = bars;
    this.#position = position;
    this.#desk = desk;
  }

  /** A new position has been opened. */
  begin(): void {
    this.log.from = this.log.length;
  }

  /** Settles what fell at this moment of the row; cheap when nothing did. */
  settle(row: number, moment: Moment, price: number): void {
    const bars = this.#bars;
    if (!(bars.fundingTime[row] > this.#position.fundedUntil)) return;
    const time = settledAt(bars.fundingTime[row]);
    if (time <= this.#position.fundedUntil) return;
    const open = bars.openTime[row];
    if (momentOf(time, open, open + bars.tape.timeframeMs) === moment) this.#pay(row, time, price, moment);
  }

  #pay(row: number, time: number, price: number, moment: Moment): void {
    const { account, options, tally } = this.#desk;
    const p = this.#position;
    const interval = this.#bars.fundingIntervalHours[row] * HOUR;
    const count = interval > 0 ? Math.ceil((time - p.fundedUntil) / interval) : 1;
    p.fundedUntil = time;
    const rate = this.#bars.fundingRate[row];
    if (!options.costs.funding || rate !== rate) return;
    tally.settlements += count;
    tally.estimatedSettlements += count - 1;
    const amount = -p.side * p.size * price * rate * count;
    p.funding += amount;
    account.cash += amount;
    this.log.add(row, amount, moment === 'open');
  }

  save(into: Float64Array, at: number): void {
    into[at] = this.log.length;
    into[at + 1] = this.log.from;
  }

  load(from: Float64Array, at: number): void {
    this.log.resize(from[at]);
    this.log.from = from[at + 1];
  }
}

/** At the bar's open (or, published late, before it), inside the bar, or at its close. */
function momentOf(time: number, open: number, close: number): Moment {
  if (time <= open) return 'open';
  return time >= close ? 'close' : 'inside';
}
