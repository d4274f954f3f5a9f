import { DEFAULT_CONFIG, type EngineConfig } from './config.ts';
import { CorrelationPair } from './detectors/correlation-pair.ts';
import { HindcastError } from './errors.ts';
import { BLOCK_ROWS } from './kernels/block.ts';
import { Lane } from './lane.ts';
import { marketPairs } from './pairs/market-pairs.ts';
import type { PairLane } from './pairs/pair-lane.ts';
import { SymbolGroup } from './symbol-group.ts';
import { alignTapes } from './tape/align.ts';
import type { BarInput } from './tape/fields.ts';
import { laneId, type Tape } from './tape/tape.ts';

export interface MarketOptions {
  config?: EngineConfig;
  /** Only these columns, and what they need, on every lane; all of them when left out. */
  metrics?: readonly string[];
  /** Whether pairs are watched for correlation breaks; yes when all metrics are computed. */
  pairs?: boolean;
  /** Lanes that were made before, one for each aligned tape: see {@link Market.inSteps}. */
  lanes?: readonly Lane[];
}

/**
 * Several lanes of one timeframe, advanced in step: row i is the same bar on every lane. Values over all venues of a
 * symbol and over pairs of symbols are computed once per row. This is the one signal path: live pushes
 * slices, replay, backtests and CI advance over recorded tapes.
 */
export class Market {
  readonly lanes: readonly Lane[];
  readonly pairs: readonly CorrelationPair[];
  /** Pairs that the configuration declares; their columns stand on the lane of y as `pair.z`, … */
  readonly declared: readonly PairLane[];
  readonly config: EngineConfig;
  readonly #groups: readonly SymbolGroup[];
  #cursor = 0;

  /** Tapes that do not cover the same rows are padded with holes to a common grid. */
  constructor(tapes: readonly Tape[], options: MarketOptions = {}) {
    if (tapes.length === 0) throw noTapes();
    this.config = options.config ?? DEFAULT_CONFIG;
    const laneOptions = { config: this.config, metrics: options.metrics };
    this.lanes = options.lanes ?? alignTapes(tapes).map((tape) => new Lane(tape, laneOptions));
    this.declared = marketPairs(this.lanes, this.config);
    this.#groups = groupBySymbol(this.lanes).map((lanes) => new SymbolGroup(lanes));
    this.pairs = (options.pairs ?? !options.metrics) ? pairsOf(this.lanes, this.config) : [];
  }

  /**
   * As the constructor, lane by lane, for whoever has other work in between: the columns of 200 symbols over a year take
   * half a minute to lay out. Yields how many lanes there are so far, and returns the market.
   */
  static *inSteps(tapes: readonly Tape[], options: MarketOptions = {}): Generator<number, Market> {
    const aligned = alignTapes(tapes);
    const laneOptions = { config: options.config ?? DEFAULT_CONFIG, metrics: options.metrics };
    const lanes: Lane[] = [];
    for (const tape of aligned) yield lanes.push(new Lane(tape, laneOptions));
    return new Market(aligned, { ...options, lanes });
  }

  /** Rows computed so far, the same on every lane. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Rows that the tapes hold. */
  get rows(): number {
    return Math.min(...this.lanes.map((lane) => lane.tape.rows));
  }

  /** The lane of a venue and symbol, or undefined. */
  lane(venue: string, symbol: string): Lane | undefined {
    return this.lanes.find((lane) => lane.key.venue === venue && lane.key.symbol === symbol);
  }

  /**
   * Appends one time slice, a bar or a hole per lane in the order of {@link lanes}, and computes its row. All bars of a
   * slice open at `openTime`.
   */
  push(openTime: number, bars: readonly (BarInput | undefined)[]): number {
    for (let k = 0; k < this.lanes.length; k++) {
      const bar = bars[k];
      if (bar && bar.openTime !== openTime) throw mixedSlice(this.lanes[k], openTime, bar.openTime);
    }
    for (let k = 0; k < this.lanes.length; k++) this.lanes[k].tape.append(bars[k] ?? { openTime });
    this.advance(this.rows);
    return this.#cursor - 1;
  }

  /** Makes room for the columns up to row `to`. */
  prepare(to: number): void {
    for (const lane of this.lanes) lane.prepare(to);
    for (const pair of this.pairs) pair.reserve(pair.first.tape.capacity);
    for (const pair of this.declared) pair.reserve(this.lanes[0].tape.capacity);
  }

  /** Computes rows [cursor, to) of every lane. */
  advance(to: number): void {
    this.prepare(to);
    for (let from = this.#cursor; from < to; from = this.#cursor) {
      this.#advanceBlock(from, Math.min(to, from + BLOCK_ROWS));
    }
  }

  #advanceBlock(from: number, to: number): void {
    const { lanes, pairs } = this;
    const groups = this.#groups;
    // First: they need closes only, and expressions of the lanes may read them.
    for (const pair of this.declared) pair.advance(to);
    for (let k = 0; k < groups.length; k++) groups[k].advance(from, to);
    for (let k = 0; k < pairs.length; k++) pairs[k].advance(from, to);
    for (let k = 0; k < lanes.length; k++) lanes[k].moveTo(to);
    this.#cursor = to;
  }

  /** How many numbers {@link saveState} writes. */
  get stateSize(): number {
    return [...this.lanes, ...this.declared].reduce((sum, part) => sum + part.stateSize, 0);
  }

  saveState(into: Float64Array, at = 0): void {
    for (const part of [...this.lanes, ...this.declared]) {
      part.save(into, at);
      at += part.stateSize;
    }
  }

  /** Restores the state after `row` rows; the columns before `row` must still be those of this history. */
  loadState(from: Float64Array, at: number, row: number): void {
    for (const part of [...this.lanes, ...this.declared]) {
      part.load(from, at, row);
      at += part.stateSize;
    }
    for (const pair of this.pairs) pair.load();
    this.#cursor = row;
  }
}

function groupBySymbol(lanes: readonly Lane[]): Lane[][] {
  const groups = new Map<string, Lane[]>();
  for (const lane of lanes) {
    const group = groups.get(lane.key.symbol);
    if (group) group.push(lane);
    else groups.set(lane.key.symbol, [lane]);
  }
  return [...groups.values()];
}

/** Every pair of the watched symbols, each on the first venue that lists it. */
function pairsOf(lanes: readonly Lane[], config: EngineConfig): CorrelationPair[] {
  const { watched, maxSymbols } = config.correlation;
  const first = groupBySymbol(lanes).map((group) => group[0]);
  const chosen = first
    .filter((lane) => watched.length === 0 || watched.includes(lane.key.symbol))
    .slice(0, maxSymbols);
  return chosen.flatMap((a, k) =>
    chosen.slice(k + 1).map((b) => new CorrelationPair(a, b, config.correlation)),
  );
}

function noTapes(): HindcastError {
  return new HindcastError(
    'MARKET_EMPTY',
    'A market needs at least one tape.',
    'Choose a venue and a symbol.',
  );
}

function mixedSlice(lane: Lane, expected: number, seen: number): HindcastError {
  return new HindcastError(
    'SLICE_MIXED',
    `${laneId(lane.key)}: the slice opens at ${expected}, but this bar opens at ${seen}.`,
    'Push one slice per open time.',
    { field: 'openTime' },
  );
}
