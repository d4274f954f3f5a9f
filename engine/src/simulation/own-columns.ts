import { Column } from '../column.ts';
import { HindcastError } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import { BLOCK_ROWS } from '../kernels/block.ts';
import { derivedDefinition } from '../metrics/derived.ts';
import type { TradedLane } from './simulation.ts';
import type { SimulationLane } from './trader.ts';

/**
 * Columns beside those of a lane: what is derived here stays here, and goes when this goes. The lane keeps what it has, so
 * that several may look at it at once.
 */
export abstract class OwnColumns implements SimulationLane {
  protected readonly lane: TradedLane;
  readonly #own = new Map<string, Column>();
  readonly #kernels: Kernel[] = [];
  readonly #openTime: Column;
  #cursor = 0;

  constructor(lane: TradedLane) {
    this.lane = lane;
    this.#openTime = new Column('openTime', lane.tape.openTime);
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** A column that is not computed here, or undefined where it is to be derived here. */
  protected abstract given(name: string): Column | undefined;

  has(name: string): boolean {
    return this.#own.has(name) || this.lane.has(name);
  }

  require(name: string): Column {
    return this.#own.get(name) ?? this.given(name) ?? this.#derive(name);
  }

  define(name: string, needs: readonly string[], make: (inputs: Column[], output: Column) => Kernel): Column {
    const inputs = needs.map((need) => this.require(need));
    const output = Column.empty(name, this.lane.tape.capacity, this.#own.size);
    this.#own.set(name, output);
    this.#kernels.push(make(inputs, output));
    return output;
  }

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
    const { tape, key, config } = this.lane;
    return this.define(name, definition.needs, ([input], output) =>
      definition.make({
        tape,
        timeframe: key.timeframe,
        config,
        input: () => input,
        output: () => output,
        openTime: this.#openTime,
      }),
    );
  }

  /** Computes rows [cursor, to) of what is computed here; the lanes must have computed theirs. */
  advance(to: number): void {
    this.#openTime.hold(this.lane.tape.openTime);
    for (const column of this.#own.values()) column.reserve(this.lane.tape.capacity);
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
