import type { Tape } from '@hindcast/engine';
import {
  positionState,
  Simulation,
  tradeRow,
  type SimulationOptions,
  type TradedLane,
} from '@hindcast/engine/simulation';
import type { Strategy } from '@hindcast/engine/strategy';
import {
  NO_TOTALS,
  withTrade,
  type LaneRef,
  type PositionState,
  type TradeRow,
  type TradeTotals,
} from '@hindcast/engine/wire';

/** Rows between two key frames: going back costs at most this many rows of simulation. */
const FRAME_ROWS = 1_024;

/** What a strategy is traded on. */
export interface TrackSource {
  lanes: readonly TradedLane[];
  /** Tapes of a finer timeframe, for what happens inside a bar. */
  finer: readonly Tape[];
  /** Equity, costs and first row; as the lab has them when left out. */
  options?: Partial<Pick<SimulationOptions, 'equity' | 'costs' | 'startRow'>>;
  /** Called once, when the track is done with. */
  release: () => void;
  /** Told when its user lets go of it; true keeps it for the next one. Left out, it ends. */
  done?: (track: MarketTrack) => boolean;
}

/**
 * A strategy that runs along with a replay. It remembers the trades of every row it has ever decided, and can be
 * asked as of any of them: a question about the past goes back to the key frame before it and steps forward again,
 * which gives the same bits.
 */
export class MarketTrack {
  readonly strategy: Strategy;
  readonly #simulation: Simulation;
  /** The first row that is traded. */
  readonly #start: number;
  /** `#frames[k]` is the state after `#start + k * FRAME_ROWS` rows. */
  readonly #frames: Float64Array[] = [];
  /** In the order of their exits. */
  readonly #trades: TradeRow[] = [];
  /** `#totals[n]` is over the first n trades. */
  readonly #totals: TradeTotals[] = [NO_TOTALS];
  #rows = 0;

  readonly #release: () => void;
  readonly #done: (track: MarketTrack) => boolean;
  #closed = false;

  constructor(strategy: Strategy, { lanes, finer, options = {}, release, done = () => false }: TrackSource) {
    this.strategy = strategy;
    this.#release = release;
    this.#done = done;
    this.#start = options.startRow ?? 0;
    this.#simulation = new Simulation(strategy, lanes, {
      ...options,
      finer: (venue, symbol) => finer.find(({ key }) => key.venue === venue && key.symbol === symbol),
    });
    this.#keep();
  }

  get strategyName(): string {
    return this.strategy.name;
  }
  get strategyHash(): string {
    return this.strategy.hash;
  }

  /** Rows decided so far, wherever the simulation stands at the moment. */
  get rows(): number {
    return this.#rows;
  }

  /** Its user lets go of it: whoever comes next may take it up where it stands, or it ends. */
  close(): void {
    if (!this.#closed && !this.#done(this)) this.end();
  }

  /** Gives the memory of finer bars back. Nothing may be asked or decided after that. */
  end(): void {
    if (!this.#closed) this.#release();
    this.#closed = true;
  }
  get closed(): boolean {
    return this.#closed;
  }

  /** Decides rows up to `to`, which the lanes must have computed. */
  advance(to: number): void {
    if (to <= this.#rows) return;
    this.#standAfter(to);
    this.#rows = to;
  }

  /** Forgets what was decided in rows from `rows` on: something else is to be decided there. */
  rewind(rows: number): void {
    if (rows >= this.#rows) return;
    this.#rows = rows;
    const frame = this.#frameOf(rows);
    this.#frames.length = Math.min(this.#frames.length, frame + 1);
    this.#simulation.load(this.#frames[frame]);
  }

  /** Trades that closed in rows [from, to), by the row of their exit. */
  tradesClosed(from: number, to: number): readonly TradeRow[] {
    return this.#trades.slice(this.#closedBefore(from), this.#closedBefore(to));
  }

  /** Running totals over the trades that had closed at or before `row`. */
  totalsAt(row: number): TradeTotals {
    return this.#totals[this.#closedBefore(row + 1)];
  }

  /** The positions that were open after `row`, in the order of lanes. */
  positionsAt(row: number): PositionState[] {
    this.#standAfter(row + 1);
    return this.#simulation.lanes.flatMap((_, k) => positionState(this.#simulation, k) ?? []);
  }

  /** Rows of [from, to) in which a trade of a lane began or ended, ascending. */
  turns({ venue, symbol }: LaneRef, from: number, to: number): readonly number[] {
    const own = (one: LaneRef): boolean => one.venue === venue && one.symbol === symbol;
    const closed = this.#trades.slice(0, this.#closedBefore(to)).filter(own);
    const rows = closed.flatMap(({ entryRow, exitRow }) => [entryRow, exitRow]);
    const open = to > 0 ? this.positionsAt(to - 1).filter(own) : [];
    const turns = [...rows, ...open.map(({ entryRow }) => entryRow)];
    return turns.filter((row) => row >= from && row < to).sort((a, b) => a - b);
  }

  /** Brings the simulation to the state after `rows` rows. */
  #standAfter(wanted: number): void {
    const simulation = this.#simulation;
    const rows = Math.max(wanted, this.#start);
    const frame = Math.min(this.#frameOf(rows), this.#frames.length - 1);
    const onTheWay = simulation.cursor <= rows && simulation.cursor >= this.#rowsAt(frame);
    if (!onTheWay) simulation.load(this.#frames[frame]);
    while (simulation.cursor < rows) {
      const next = this.#rowsAt(this.#frameOf(simulation.cursor) + 1);
      simulation.advance(Math.min(rows, next));
      this.#collect();
      this.#keep();
    }
  }

  /** The last key frame at or before `rows`, and the rows that one stands after. */
  #frameOf(rows: number): number {
    return Math.max(0, Math.floor((rows - this.#start) / FRAME_ROWS));
  }
  #rowsAt(frame: number): number {
    return this.#start + frame * FRAME_ROWS;
  }

  #keep(): void {
    const simulation = this.#simulation;
    if (simulation.cursor !== this.#rowsAt(this.#frames.length)) return;
    const frame = new Float64Array(simulation.stateSize);
    simulation.save(frame);
    this.#frames.push(frame);
  }

  /** Takes in trades that had not been seen before; those seen again after going back are the same. */
  #collect(): void {
    const { trades } = this.#simulation.book;
    for (let k = this.#trades.length; k < trades.length; k++) {
      const trade = tradeRow(this.#simulation, k);
      this.#trades.push(trade);
      this.#totals.push(withTrade(this.#totals[k], trade));
    }
  }

  /** How many trades had closed in rows before `row`. */
  #closedBefore(row: number): number {
    let low = 0;
    let high = this.#trades.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#trades[middle].exitRow < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
