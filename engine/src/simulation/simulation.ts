import type { EngineConfig } from '../config.ts';
import { HindcastError } from '../errors.ts';
import { BLOCK } from '../strategy/program.ts';
import type { Strategy } from '../strategy/strategy.ts';
import { laneId, type LaneKey, type Tape } from '../tape/tape.ts';
import { Account, ACCOUNT_FIELDS } from './account.ts';
import { Broker, type Desk } from './broker.ts';
import { loadFields, saveFields } from './fields.ts';
import { Growing } from './growing.ts';
import { DEFAULT_OPTIONS, type SimulationOptions } from './options.ts';
import { PairColumns } from './pair-columns.ts';
import { Tally, TALLY_FIELDS } from './tally.ts';
import { TradeBook } from './trade-book.ts';
import { Trader, type SimulationLane } from './trader.ts';

/** A lane that can be traded: the engine's own `Lane` is one. */
export interface TradedLane extends SimulationLane {
  readonly config: EngineConfig;
  readonly tape: Tape;
  readonly key: LaneKey;
}

/**
 * A strategy traded over one lane, or over several that share one account; a pair over its two legs, y first. Rows are the same
 * moments on every lane.
 *
 * Each row goes: open (marks, settlements, fills of what was decided before; exits first), inside the bar (stops,
 * targets, liquidation), close (marks, equity), decision. A decision therefore never sees its own fill, and a fill never
 * sees more than its row.
 */
export class Simulation {
  readonly strategy: Strategy;
  readonly lanes: readonly TradedLane[];
  readonly options: SimulationOptions;
  readonly account: Account;
  readonly tally = new Tally();
  readonly book: TradeBook;
  readonly brokers: readonly Broker[];
  readonly #traders: readonly Trader[];
  readonly #pair: PairColumns | null;
  readonly #equity = new Growing(1024);
  #cursor = 0;

  constructor(strategy: Strategy, lanes: readonly TradedLane[], options: Partial<SimulationOptions> = {}) {
    this.strategy = strategy;
    this.lanes = lanes;
    this.options = { ...DEFAULT_OPTIONS, ...options };
    this.account = new Account(this.options.equity);
    this.#cursor = this.options.startRow;
    this.#equity.reserve(this.#cursor);
    this.#equity.data.fill(this.options.equity, 0, this.#cursor);
    this.#equity.resize(this.#cursor);
    this.book = new TradeBook(this.options);
    const desk: Desk = {
      strategy,
      options: this.options,
      account: this.account,
      tally: this.tally,
      book: this.book,
    };
    this.brokers = lanes.map((lane, k) => new Broker(k, lane.tape, desk));
    this.#pair = strategy.pair ? pairColumns(strategy, lanes) : null;
    this.#traders = this.#pair
      ? [new Trader(0, this.#pair, this.brokers[0], desk, this.brokers[1])]
      : lanes.map((lane, k) => new Trader(k, lane, this.brokers[k], desk));
  }

  /** Rows decided so far, those before the first traded one included. */
  get cursor(): number {
    return this.#cursor;
  }
  /** The first row that is traded. */
  get startRow(): number {
    return this.options.startRow;
  }

  /** Equity at the close of every row so far, USDT, open positions marked at the close; before the first, what it starts with. */
  get equity(): Float64Array {
    return this.#equity.view();
  }

  /** Simulates rows [cursor, to); the lanes must have computed them. */
  advance(to: number): void {
    for (const lane of this.lanes) if (lane.cursor < to) throw laneBehind(lane, to);
    this.#pair?.advance(to);
    this.#equity.reserve(to);
    while (this.#cursor < to) this.#block(Math.min(to, this.#cursor + BLOCK));
  }

  #block(to: number): void {
    const base = this.#cursor;
    for (let k = 0; k < this.brokers.length; k++) this.brokers[k].refresh();
    for (let k = 0; k < this.#traders.length; k++) this.#traders[k].bound.program.begin(base, to - base);
    let row = base;
    while (row < to) {
      const next = this.#skipIdle(row, base, to);
      row = next > row ? next : this.#row(row, base);
    }
    this.#cursor = to;
    this.#equity.resize(to);
  }

  /** Writes the equity of rows in which nothing is held, ordered or decided, and returns the row behind them. */
  #skipIdle(row: number, base: number, to: number): number {
    let next = to;
    for (let k = 0; k < this.brokers.length; k++) if (!this.brokers[k].idle) return row;
    for (let k = 0; k < this.#traders.length && next > row; k++) {
      if (this.#traders[k].bound.entryReadsPosition) return row;
      next = Math.min(next, base + this.#traders[k].bound.nextEntry(row - base, next - base));
    }
    this.#equity.data.fill(this.account.cash, row, next);
    return next;
  }

  #row(row: number, base: number): number {
    const { brokers, account } = this;
    const traders = this.#traders;
    let exposed = false;
    for (let k = 0; k < brokers.length; k++) brokers[k].open(row);
    for (let k = 0; k < brokers.length; k++) brokers[k].exitAtOpen(row);
    for (let k = 0; k < brokers.length; k++) brokers[k].enterAtOpen(row);
    for (let k = 0; k < brokers.length; k++) {
      exposed = exposed || brokers[k].position.side !== 0;
      brokers[k].inside(row);
    }
    for (let k = 0; k < brokers.length; k++) brokers[k].close(row);
    if (exposed) this.tally.exposedRows++;
    const equity = account.equity;
    if (equity > account.peak) account.peak = equity;
    this.#equity.data[row] = equity;
    for (let k = 0; k < traders.length; k++) traders[k].decide(row, row - base);
    return row + 1;
  }

  /**
   * Closes every open position at the last known price, as a recording ends: for reports on a whole dataset. Nothing may
   * be advanced after that.
   */
  closeAtEnd(): void {
    if (this.#cursor === this.startRow) return;
    for (const broker of this.brokers) broker.closeAtEnd(this.#cursor - 1);
    this.#equity.data[this.#cursor - 1] = this.account.equity;
  }

  #parts(): (Broker | Trader | PairColumns)[] {
    return [...this.brokers, ...this.#traders, ...(this.#pair ? [this.#pair] : [])];
  }

  get stateSize(): number {
    const parts = this.#parts();
    return (
      3 + ACCOUNT_FIELDS.length + TALLY_FIELDS.length + parts.reduce((sum, part) => sum + part.stateSize, 0)
    );
  }

  /** Writes the state after the last simulated row, for a key frame. */
  save(into: Float64Array, at = 0): void {
    into[at++] = this.#cursor;
    into[at++] = this.book.trades.length;
    into[at++] = this.book.signals.length;
    at = saveFields(this.account, ACCOUNT_FIELDS, into, at);
    at = saveFields(this.tally, TALLY_FIELDS, into, at);
    for (const part of this.#parts()) {
      part.save(into, at);
      at += part.stateSize;
    }
  }

  /**
   * Goes back (or forward again) to a saved state. Trades, signals and equity up to it must still be the ones of this
   * run: a simulation restores only states that it has itself been through.
   */
  load(from: Float64Array, at = 0): void {
    this.#cursor = from[at++];
    this.#equity.resize(this.#cursor);
    this.book.trades.resize(from[at++]);
    this.book.signals.resize(from[at++]);
    at = loadFields(this.account, ACCOUNT_FIELDS, from, at);
    at = loadFields(this.tally, TALLY_FIELDS, from, at);
    for (const part of this.#parts()) {
      part.load(from, at);
      at += part.stateSize;
    }
  }
}

function laneBehind(lane: TradedLane, to: number): HindcastError {
  return new HindcastError(
    'SIMULATION_AHEAD',
    `${laneId(lane.key)}: row ${to - 1} was to be simulated, but only ${lane.cursor} rows are computed.`,
    'Advance the lane (or the market) first.',
  );
}

function pairColumns({ pair }: Strategy, lanes: readonly TradedLane[]): PairColumns {
  const [y, x] = lanes;
  if (lanes.length === 2 && y.key.symbol === pair!.y && x.key.symbol === pair!.x)
    return new PairColumns(y, x, pair!);
  throw new HindcastError(
    'SIMULATION_PAIR',
    `The strategy trades ${pair!.y} against ${pair!.x}, but was given ${lanes.map(({ key }) => laneId(key)).join(', ')}.`,
    'Give it those two lanes, in that order.',
  );
}
