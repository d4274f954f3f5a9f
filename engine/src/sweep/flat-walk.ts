import { Account } from '../simulation/account.ts';
import type { Desk } from '../simulation/broker.ts';
import { FundingDesk } from '../simulation/funding.ts';
import { MarketData } from '../simulation/market-data.ts';
import { DEFAULT_OPTIONS, type SimulationOptions } from '../simulation/options.ts';
import { Position } from '../simulation/position.ts';
import { Tally } from '../simulation/tally.ts';
import { TradeBook } from '../simulation/trade-book.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Tape } from '../tape/tape.ts';
import { dayEndsOf } from './day-ends.ts';
import { FlatTrades, findTrades, firstFrom } from './find-trades.ts';
import type { FlatRules } from './flat-rules.ts';
import type { RunOutcome } from './outcome.ts';

/**
 * Goes from entry to exit without looking at the bars between: what a position that nothing can take out inside a bar comes to follows
 * from its fills, the settlements on the way and nothing else. Every figure is computed by the expressions of the broker in the
 * broker's order, so that it is the same to the last bit; the property test in flat-walk.spec.ts holds it to that.
 *
 * It declines (false) a run in which a fill would have to wait over a missing bar, or a liquidation price is reached: the pipeline
 * does those.
 */
export class FlatWalk {
  readonly trades = new FlatTrades();
  /** Equity at the day ends of the last walk, valid up to {@link days}. */
  readonly daily: Float64Array;
  days = 0;
  finalEquity = NaN;
  exposedRows = 0;
  readonly rows: number;
  readonly #bars: MarketData;
  readonly #dayEnds: Int32Array;
  readonly #settlements: Int32Array;
  readonly #money = new Account(0);
  readonly #position = new Position();
  readonly #funding: FundingDesk;
  readonly #lowest: number;
  readonly #highest: number;
  /** Whether any bar has no open, so that a fill may have to wait. */
  readonly #gaps: boolean;
  #day = 0;
  #settlement = 0;
  #last = 0;

  /** @param rows of the tape that are walked: those that are computed */
  constructor(tape: Tape, rows: number) {
    this.rows = rows;
    this.#bars = new MarketData(tape);
    const { low, high } = this.#bars;
    this.#dayEnds = dayEndsOf(tape.openTime, tape.timeframeMs, rows);
    this.daily = new Float64Array(this.#dayEnds.length + 1);
    this.#settlements = settlementRows(this.#bars.fundingTime, rows);
    this.#lowest = extreme(low, rows, (a, b) => a < b);
    this.#highest = extreme(high, rows, (a, b) => a > b);
    this.#gaps = this.#bars.open.subarray(0, rows).some((price) => price !== price);
    const desk = {
      account: this.#money,
      options: DEFAULT_OPTIONS,
      tally: new Tally(),
      book: new TradeBook(DEFAULT_OPTIONS),
    };
    this.#funding = new FundingDesk(this.#bars, this.#position, desk as unknown as Desk);
  }

  /**
   * Walks one run over rows [from, to); the outcome is in the fields. False when it declines.
   *
   * @param closeAtEnd whether what is open at the last close is closed there, or left open and marked
   */
  run(
    strategy: Strategy,
    rules: FlatRules,
    options: SimulationOptions,
    closeAtEnd: boolean,
    from = 0,
    to = this.rows,
  ): boolean {
    this.exposedRows = 0;
    this.days = 0;
    this.#day = firstFrom(this.#dayEnds, from);
    this.#settlement = 0;
    this.#funding.log.resize(0);
    this.#last = to - 1;
    const { open } = this.#bars;
    const found = findTrades(rules, this.trades, open, this.#gaps, from, this.#last);
    return found && this.#account(strategy, rules.amount, options, closeAtEnd);
  }

  /** Fills what was found and keeps the account, by the broker's own expressions in the broker's order. */
  #account(
    strategy: Strategy,
    amount: number | Float64Array,
    options: SimulationOptions,
    closeAtEnd: boolean,
  ): boolean {
    const { open, close } = this.#bars;
    const { costs, conventions } = options;
    const { trades } = this;
    const { leverage, sizing } = strategy;
    const { takerFee } = costs;
    const { side: sides, entryRow, exitRow, net } = trades;
    const last = this.#last;
    const slip = costs.slippage.bps / 10_000;
    const entryRate = conventions.feeFromStake ? takerFee / (1 - takerFee) : takerFee;
    const spare = 1 + leverage * (takerFee + slip);
    const settles = costs.funding && this.#settlements.length > 0;
    const ends = this.#dayEnds;
    const count = trades.length;
    let cash = options.equity;
    for (let k = 0; k < count; k++) {
      const side = sides[k];
      const entry = entryRow[k];
      const exit = exitRow[k];
      const stays = exit > last;
      const price = open[entry];
      const asked = typeof amount === 'number' ? amount : amount[entry - 1];
      const wanted = sizing.kind === 'notional' ? asked : (cash * asked * leverage) / 100;
      const notional = conventions.feeFromStake
        ? wanted * (1 - takerFee)
        : Math.min(wanted, (cash * leverage) / spare);
      let size = notional / price;
      if (sizing.lot > 0) size = Math.floor(size / sizing.lot) * sizing.lot;
      // Nothing can be bought: what would be traded instead is the pipeline's to say.
      if (!(size > 0)) return false;
      const fill = price * (1 + side * slip);
      const cost = fill * size;
      const entryFee = entryRate * fill * size;
      if (ends[this.#day] < entry) this.#fillDays(entry, cash, 0, 0, 0);
      cash -= entryFee;
      if (!conventions.noLiquidation) {
        const level = (cost - (side * cost) / leverage) / (size * (1 - side * costs.maintenanceMargin));
        const reached = side > 0 ? this.#lowest <= level && level > 0 : this.#highest >= level;
        if (reached && this.#reaches(side, level, entry, Math.min(exit - 1, last))) return false;
      }
      let funding = 0;
      if (settles) {
        cash = this.#settle(side, size, cost, entry, exit, cash);
        if (cash !== cash) return false;
        funding = this.#position.funding;
      } else if (ends[this.#day] < exit && !this.#fillDays(stays ? last : exit, cash, side, size, cost)) {
        return false;
      }
      this.exposedRows += exit - entry;
      const reference = stays ? close[last] : open[exit];
      if (reference !== reference) return false;
      if (stays && !closeAtEnd) {
        cash += side * (reference * size - cost);
        trades.length--;
        break;
      }
      const left = reference * (1 - side * slip);
      const exitFee = takerFee * left * size;
      const gross = side * (left * size - cost);
      net[k] = gross - entryFee - exitFee + funding;
      cash += gross - exitFee;
      if (stays) exitRow[k] = last;
    }
    this.#fillDays(last, cash, 0, 0, 0);
    this.daily[this.days++] = cash;
    this.finalEquity = cash;
    return true;
  }

  /**
   * The last walk's outcome; its days are those of the walk, until the next. A copy for each of ten thousand runs was memory outside
   * of the heap, and the collector's threads, busy with it, took the core that a second worker needs.
   */
  outcome(): RunOutcome {
    const { trades, finalEquity, exposedRows } = this;
    let won = 0;
    let lost = 0;
    let wins = 0;
    for (let k = 0; k < trades.length; k++) {
      const net = trades.net[k];
      if (net > 0) {
        wins++;
        won += net;
      } else if (net < 0) lost -= net;
    }
    return {
      trades: trades.length,
      wins,
      won,
      lost,
      finalEquity,
      exposedRows,
      daily: this.daily.subarray(0, this.days),
    };
  }

  /** Equity at the day ends before row `to`; false where a position would have to be marked at a missing close. */
  #fillDays(to: number, cash: number, side: number, size: number, cost: number): boolean {
    const { close } = this.#bars;
    const ends = this.#dayEnds;
    while (this.#day < ends.length && ends[this.#day] < to) {
      const equity = side === 0 ? cash : cash + side * (close[ends[this.#day]] * size - cost);
      if (equity !== equity) return false;
      this.#day++;
      this.daily[this.days++] = equity;
    }
    return true;
  }

  /**
   * Pays the settlements while the position is held, by the broker's own desk, and marks the day ends between them. Returns the cash
   * afterwards; NaN where a price for either is missing.
   */
  #settle(side: number, size: number, cost: number, entry: number, exit: number, cash: number): number {
    const p = this.#position;
    const { open, close, openTime } = this.#bars;
    const rows = this.#settlements;
    const to = Math.min(exit, this.#last);
    p.side = side;
    p.size = size;
    p.funding = 0;
    p.fundedUntil = openTime[entry];
    this.#funding.begin();
    this.#money.cash = cash;
    while (this.#settlement < rows.length && rows[this.#settlement] < entry) this.#settlement++;
    for (let k = this.#settlement; k < rows.length && rows[k] <= to; k++) {
      const row = rows[k];
      if (!this.#fillDays(row, this.#money.cash, side, size, cost)) return NaN;
      if (open[row] !== open[row] || close[row] !== close[row]) return NaN;
      if (row > entry) this.#funding.settle(row, 'open', open[row]);
      if (row === exit) break;
      this.#funding.settle(row, 'inside', open[row]);
      this.#funding.settle(row, 'close', close[row]);
    }
    return this.#fillDays(to, this.#money.cash, side, size, cost) ? this.#money.cash : NaN;
  }

  /** Whether a bar of rows [from, to] reaches the price at which the venue liquidates. */
  #reaches(side: number, level: number, from: number, to: number): boolean {
    const { low, high } = this.#bars;
    for (let row = from; row <= to; row++) if (side > 0 ? low[row] <= level : high[row] >= level) return true;
    return false;
  }
}

/** Rows in which the last settled stamp is another than in the row before. */
function settlementRows(stamps: Float64Array, rows: number): Int32Array {
  const found: number[] = [];
  for (let row = 0; row < rows; row++)
    if (stamps[row] === stamps[row] && (row === 0 || stamps[row] !== stamps[row - 1])) found.push(row);
  return Int32Array.from(found);
}

function extreme(values: Float64Array, rows: number, beats: (a: number, b: number) => boolean): number {
  let best = NaN;
  for (let row = 0; row < rows; row++) if (best !== best || beats(values[row], best)) best = values[row];
  return best;
}
