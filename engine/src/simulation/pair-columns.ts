import { Column } from '../column.ts';
import { PAIR_PREFIX, type PairColumnName } from '../pairs/pair-columns.ts';
import { PairLane } from '../pairs/pair-lane.ts';
import { OTHER } from '../strategy/check.ts';
import type { TradedPair } from '../strategy/strategy.ts';
import { OwnColumns } from './own-columns.ts';
import type { TradedLane } from './simulation.ts';

/**
 * The columns that a pair's rules read: the y lane's by their names, the x lane's with the prefix `other.`, those of the pair with the
 * prefix `pair.`, and what is computed from all of them. What is not a lane's own lives here, because no lane may depend on another one's
 * columns.
 */
export class PairColumns extends OwnColumns {
  readonly #x: TradedLane;
  /** The closes as the pair reads them: the arrays of the tapes, which are replaced when these grow. */
  readonly #closes: readonly [Column, Column];
  /** Null where no rule reads the pair's columns. */
  readonly #pair: PairLane | null;

  constructor(y: TradedLane, x: TradedLane, { config, columns }: Pick<TradedPair, 'config' | 'columns'>) {
    super(y);
    this.#x = x;
    this.#closes = [new Column('y', y.tape.columns.close), new Column('x', x.tape.columns.close)];
    this.#pair = columns.length > 0 ? new PairLane(...this.#closes, y.tape, config, columns) : null;
  }

  protected given(name: string): Column | undefined {
    if (name.startsWith(PAIR_PREFIX))
      return this.#pair?.columns[name.slice(PAIR_PREFIX.length) as PairColumnName];
    if (name.includes('(') && (name.includes(OTHER) || name.includes(PAIR_PREFIX))) return undefined;
    return name.startsWith(OTHER) ? this.#x.require(name.slice(OTHER.length)) : this.lane.require(name);
  }

  override advance(to: number): void {
    if (this.#pair) {
      const [y, x] = this.#closes;
      y.hold(this.lane.tape.columns.close);
      x.hold(this.#x.tape.columns.close);
      this.#pair.reserve(this.lane.tape.capacity);
      this.#pair.advance(to);
    }
    super.advance(to);
  }

  override get stateSize(): number {
    return super.stateSize + (this.#pair ? 1 + this.#pair.stateSize : 0);
  }

  override save(into: Float64Array, at: number): void {
    super.save(into, at);
    if (!this.#pair) return;
    at += super.stateSize;
    into[at] = this.#pair.cursor;
    this.#pair.save(into, at + 1);
  }

  override load(from: Float64Array, at: number): void {
    super.load(from, at);
    if (!this.#pair) return;
    at += super.stateSize;
    this.#pair.load(from, at + 1, from[at]);
  }
}
