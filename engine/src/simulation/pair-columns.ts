import { Column } from '../column.ts';
import { HindcastError } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import { BLOCK_ROWS } from '../kernels/block.ts';
import { derivedDefinition } from '../metrics/derived.ts';
import { OTHER } from '../strategy/check.ts';
import type { TradedLane } from './simulation.ts';
import type { SimulationLane } from './trader.ts';

/**
 * The columns that a pair's rules read: the y lane's by their names, the x lane's with the prefix `other.`, and what is
 * computed from both. The latter live here, because no lane may depend on another one's columns.
 */
export class PairColumns implements SimulationLane {
  readonly #y: TradedLane;
  readonly #x: TradedLane;
  readonly #own = new Map<string, Column>();
  readonly #kernels: Kernel[] = [];
  readonly #openTime: Column;
  #cursor = 0;

  constructor(y: TradedLane, x: TradedLane) {
    this.#y = y;
    this.#x = x;
    this.#openTime = new Column('openTime', y.tape.openTime);
  }

  get cursor(): number {
    return this.#cursor;
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#y.has(name);
  }

  require(name: string): Column {
    const own = this.#own.get(name);
    if (own) return own;
    if (!name.includes(OTHER)) return this.#y.require(name);
    const plain = name.slice(OTHER.length);
    return name.startsWith(OTHER) && !plain.includes('(') ? this.#x.require(plain) : this.#derive(name);
  }

  define(name: string, needs: readonly string[], make: (inputs: Column[], output: Column) => Kernel): Column {
    const inputs = needs.map((need) => this.require(need));
    const output = Column.empty(name, this.#y.tape.capacity, this.#own.size);
    this.#own.set(name, output);
    this.#kernels.push(make(inputs, output));
    return output;
  }

  /** A window function of something that has to do with the other symbol. */
  #derive(name: string): Column {
    const definition = derivedDefinition(name);
    if (!definition) {
      throw new HindcastError(
        'METRIC_UNKNOWN',
        `There is no column "${name}".`,
        'See the catalogue of metrics.',
        { field: name },
      );
    }
    return this.define(name, definition.needs, ([input], output) =>
      definition.make({
        tape: this.#y.tape,
        timeframe: this.#y.key.timeframe,
        config: this.#y.config,
        input: () => input,
        output: () => output,
        openTime: this.#openTime,
        phase: () => this.#y.tape.firstAbsoluteBar,
      }),
    );
  }

  /** Computes rows [cursor, to) of what is computed here; both lanes must have computed theirs. */
  advance(to: number): void {
    this.#openTime.data = this.#y.tape.openTime;
    for (const column of this.#own.values()) column.reserve(this.#y.tape.capacity);
    for (; this.#cursor < to; this.#cursor = Math.min(to, this.#cursor + BLOCK_ROWS)) {
      const end = Math.min(to, this.#cursor + BLOCK_ROWS);
      for (const kernel of this.#kernels) kernel.advance(this.#cursor, end);
    }
  }

  get stateSize(): number {
    return 1 + this.#kernels.reduce((size, kernel) => size + kernel.stateSize, 0);
  }

  save(into: Float64Array, at: number): void {
    into[at++] = this.#cursor;
    for (const kernel of this.#kernels) {
      kernel.save(into, at);
      at += kernel.stateSize;
    }
  }

  load(from: Float64Array, at: number): void {
    this.#cursor = from[at++];
    for (const kernel of this.#kernels) {
      kernel.load(from, at, this.#cursor);
      at += kernel.stateSize;
    }
  }
}
