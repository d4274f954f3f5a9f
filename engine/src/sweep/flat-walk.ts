import { Account } from '../simulation/account.ts';
import type { Desk } from '../simulation/broker.ts';
import { FundingDesk } from '../simulation/funding.ts';
import { MarketData } from '../simulation/market-data.ts';
import { DEFAULT_OPTIONS, type SimulationOptions } from '../simulation/options.ts';
import { Position } from '../simulation/position.ts';
import { Tally } from '../simulation/tally.ts';
import { TradeBook } from '../simulation/trade-book.ts';
import { REASON } from '../simulation/trade-store.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Tape } from '../tape/tape.ts';
import { dayEndsOf } from './day-ends.ts';
import { arrive, BEHIND, candidateFrom, PATH, UNKNOWN } from './flat-path.ts';
import type { FlatRules } from './flat-rules.ts';
import { FlatTrades } from './flat-trades.ts';
import type { RunOutcome } from './outcome.ts';

const NEVER = 0x7fffffff;
const NO_RANGE = { lowest: NaN, highest: NaN };

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
  /** Behind the last one stands a row that is never reached. */
  readonly #dayEnds: Int32Array;
  /** The close at each of them. */
  readonly #dayCloses: Float64Array;
  /** Found when a run first pays funding. */
  #settlements: Int32Array | undefined;
  readonly #money = new Account(0);
  readonly #position = new Position();
  readonly #funding: FundingDesk;
  /** The lowest low and the highest high, found when a run first may be liquidated. */
  #range: { readonly lowest: number; readonly highest: number } | undefined;
  #day = 0;
  #settlement = 0;
  #last = 0;

  /** @param rows of the tape that are walked: those that are computed */
  constructor(tape: Tape, rows: number) {
    this.rows = rows;
    this.#bars = new MarketData(tape);
    this.#dayEnds = Int32Array.of(...dayEndsOf(tape.openTime, tape.timeframeMs, rows), NEVER);
    this.#dayCloses = Float64Array.from(this.#dayEnds, (row) => (row < rows ? this.#bars.close[row] : NaN));
    this.daily = new Float64Array(this.#dayEnds.length);
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
    return this.#trade(strategy, rules, options, closeAtEnd, from);
  }

  /**
   * One loop finds the rows of entries and exits, in which nothing depends on money, and keeps the account by the broker's own
   * expressions in the broker's order. An account is a chain in which every step waits for the one before; while it waits, the
   * processor looks for the next trades. Hence one long function: a call for every trade costs more than the trade.
   */
  #trade(
    strategy: Strategy,
    rules: FlatRules,
    options: SimulationOptions,
    closeAtEnd: boolean,
    from: number,
  ): boolean {
    const { trades } = this;
    const { path } = rules;
    const { prices, steps, length } = path;
    // Every trade has a candidate of its own.
    trades.reset(length);
    const { side: sideOf, entryRow, exitRow, reason: reasonOf, net } = trades;
    const { open, close } = this.#bars;
    const { amount, reverse } = rules;
    const { costs, conventions } = options;
    const { feeFromStake, noLiquidation } = conventions;
    const { sizing } = strategy;
    // `+` makes a number for certain. Of what a field of an object holds the compiler takes nothing for granted, and what is computed
    // from it would stand on the heap, a new number for every trade: a third of the time, and work for the collector's threads.
    const leverage = +strategy.leverage;
    const takerFee = +costs.takerFee;
    const maintenanceMargin = +costs.maintenanceMargin;
    const maxHolding = +rules.maxHolding;
    // As whole numbers: a holding time or a cooldown longer than the recording is as good as none that ends.
    const mostLong = Math.min(+rules.holdLong, maxHolding, BEHIND) | 0;
    const mostShort = Math.min(+rules.holdShort, maxHolding, BEHIND) | 0;
    const reasonLong = maxHolding < rules.holdLong ? REASON.maxHolding : REASON.exit;
    const reasonShort = maxHolding < rules.holdShort ? REASON.maxHolding : REASON.exit;
    const cooldown = Math.min(rules.cooldown, this.rows) | 0;
    const amounts = typeof amount === 'number' ? null : amount;
    const fixed = typeof amount === 'number' ? +amount : NaN;
    const byNotional = sizing.kind === 'notional';
    const lot = +sizing.lot;
    const slip = +costs.slippage.bps / 10_000;
    const entryRate = feeFromStake ? takerFee / (1 - takerFee) : takerFee;
    const spare = 1 + leverage * (takerFee + slip);
    const settles = costs.funding && this.#settlementRows().length > 0;
    const range = noLiquidation ? NO_RANGE : this.#rangeOf();
    const lowest = +range.lowest;
    const highest = +range.highest;
    const last = this.#last;
    const ends = this.#dayEnds;
    const dayCloses = this.#dayCloses;
    const { daily } = this;
    let day = this.#day;
    let days = 0;
    let cash = +options.equity;
    let exposed = 0;
    let count = 0;
    let c = amounts !== null || fixed > 0 ? candidateFrom(path, from) : length;
    for (;;) {
      const at = c * PATH.steps;
      const signal = steps[at + PATH.signal];
      const entry = (signal >> 1) + 1;
      if (entry > last) break;
      let leave = steps[at + PATH.leave];
      if (leave === UNKNOWN) leave = arrive(path, c);
      const price = prices[c * PATH.prices + PATH.entered];
      if (price !== price) return false;
      const asked = amounts === null ? fixed : amounts[entry - 1];
      if (!(asked > 0)) {
        // Refused at the open; the exit of a position that was to be reversed has been filled there, and is cooled down from.
        const reversed = count > 0 && exitRow[count - 1] === entry;
        c = firstAfter(steps, c + 1, reversed ? entry + cooldown : entry);
        continue;
      }
      const long = (signal & 1) === 0;
      const side = long ? 1 : -1;
      let reason: number = REASON.exit;
      let reference = prices[c * PATH.prices + PATH.left];
      let then = steps[at + PATH.then];
      const latest = (long ? mostLong : mostShort) + entry - 1;
      if (latest < leave) {
        leave = latest;
        reason = long ? reasonLong : reasonShort;
        // Where it stays to the end, this is not what counts; a NaN written here would be a number on the heap for every trade.
        reference = open[Math.min(leave + 1, last)];
        then = c + 1;
      }
      let turns = false;
      if (reverse) {
        const other = steps[at + PATH.other];
        const against = steps[other * PATH.steps + PATH.signal] >> 1;
        if (against <= leave) {
          if (against < leave || reason === REASON.exit) reason = REASON.reverse;
          leave = against;
          reference = prices[other * PATH.prices + PATH.entered];
          then = other;
          turns = true;
        }
      }
      const stays = leave >= last;
      const exit = stays ? last : leave + 1;
      if (stays) reference = close[last];
      if (reference !== reference) return false;

      const wanted = byNotional ? asked : (cash * asked * leverage) / 100;
      const notional = feeFromStake ? wanted * (1 - takerFee) : Math.min(wanted, (cash * leverage) / spare);
      let size = notional / price;
      if (lot > 0) size = Math.floor(size / lot) * lot;
      // Nothing can be bought: what would be traded instead is the pipeline's to say.
      if (!(size > 0)) return false;
      const fill = price * (1 + side * slip);
      const cost = fill * size;
      const entryFee = entryRate * fill * size;
      if (settles) this.#fillDays(entry, cash, 0, 0, 0);
      else for (; ends[day] < entry; day++) daily[days++] = cash;
      cash -= entryFee;
      if (!noLiquidation) {
        const level = (cost - (side * cost) / leverage) / (size * (1 - side * maintenanceMargin));
        const reached = side > 0 ? lowest <= level && level > 0 : highest >= level;
        if (reached && this.#reaches(side, level, entry, stays ? last : leave)) return false;
      }
      let funding = 0;
      if (settles) {
        cash = this.#settle(side, size, cost, entry, stays ? last + 1 : exit, cash);
        if (cash !== cash) return false;
        funding = this.#position.funding;
      } else {
        for (; ends[day] < exit; day++) {
          const marked = cash + side * (dayCloses[day] * size - cost);
          if (marked !== marked) return false;
          daily[days++] = marked;
        }
      }
      exposed += (stays ? last + 1 : exit) - entry;
      if (stays && !closeAtEnd) {
        cash += side * (reference * size - cost);
        break;
      }
      const left = reference * (1 - side * slip);
      const exitFee = takerFee * left * size;
      const gross = side * (left * size - cost);
      sideOf[count] = side;
      entryRow[count] = entry;
      exitRow[count] = exit;
      reasonOf[count] = stays ? REASON.endOfData : reason;
      net[count++] = gross - entryFee - exitFee + funding;
      cash += gross - exitFee;
      if (stays) break;
      c = turns ? then : firstAfter(steps, then, exit + cooldown);
    }
    trades.length = count;
    this.exposedRows = exposed;
    this.finalEquity = cash;
    if (settles) this.#fillDays(last, cash, 0, 0, 0);
    else {
      for (; ends[day] < last; day++) daily[days++] = cash;
      this.days = days;
    }
    daily[this.days++] = cash;
    return true;
  }

  /**
   * The last walk's outcome; its days are those of the walk, until the next. A copy for each of ten thousand runs was memory outside
   * of the heap, and the collector's threads, busy with it, took the core that a second worker needs.
   */
  outcome(): RunOutcome {
    const { trades, finalEquity, exposedRows } = this;
    const { net } = trades;
    let won = 0;
    let lost = 0;
    let wins = 0;
    // Which trade wins cannot be foretold: a branch on it would be missed every other time.
    for (let k = 0; k < trades.length; k++) {
      wins += Number(net[k] > 0);
      won += Math.max(net[k], 0);
      lost += Math.max(-net[k], 0);
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
    while (ends[this.#day] < to) {
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
    const rows = this.#settlementRows();
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

  #settlementRows(): Int32Array {
    return (this.#settlements ??= settlementRows(this.#bars.fundingTime, this.rows));
  }

  #rangeOf(): { readonly lowest: number; readonly highest: number } {
    const { low, high } = this.#bars;
    return (this.#range ??= { lowest: lowestOf(low, this.rows), highest: highestOf(high, this.rows) });
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

function lowestOf(values: Float64Array, rows: number): number {
  let best = Infinity;
  for (let row = 0; row < rows; row++) best = values[row] < best ? values[row] : best;
  return best;
}

function highestOf(values: Float64Array, rows: number): number {
  let best = -Infinity;
  for (let row = 0; row < rows; row++) best = values[row] > best ? values[row] : best;
  return best;
}

/** The first candidate from `c` on whose row is not before `row`; the one behind the last is before none. */
function firstAfter(steps: Int32Array, c: number, row: number): number {
  while (steps[c * PATH.steps + PATH.signal] < 2 * row) c++;
  return c;
}

/** Place of the first entry of a sorted list that is not below `row`. */
function firstFrom(list: Int32Array, row: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
