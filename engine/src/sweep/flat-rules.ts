import { HindcastError } from '../errors.ts';
import { Catalogue } from '../strategy/catalogue.ts';
import { checkAs, type Scope } from '../strategy/check.ts';
import { column, constant, operate, readsPosition, type Expression } from '../strategy/expression.ts';
import { TRUE } from '../strategy/operations.ts';
import { parseExpression } from '../strategy/parse.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Syntax } from '../strategy/syntax.ts';
import { pathBytes, PathMemory, pathOf, type Entries, type FlatPath } from './flat-path.ts';
import type { RowIndex } from './row-index.ts';
import { paramsIn, partsOf } from './rule-parts.ts';
import { ValueTree } from './value-tree.ts';

/** Decisions of a strategy over one lane that do not depend on what it holds. */
export interface FlatRules {
  readonly path: FlatPath;
  /** Bars held from which the exit rule holds; Infinity for never. */
  readonly holdLong: number;
  readonly holdShort: number;
  readonly maxHolding: number;
  readonly cooldown: number;
  /** The sizing rule's amount: everywhere the same, or by row. */
  readonly amount: number | Float64Array;
}

/** Bytes of candidates that are kept, and how many of them are asked for at a time. */
const MOST_BYTES = 48 * 1024 * 1024;
const CHUNK_BYTES = 2 * 1024 * 1024;

/** A piece of a rule with the parameters that it mentions, as places in the list of values. */
interface Part {
  readonly syntax: Syntax;
  readonly at: readonly number[];
  readonly made: ValueTree<Expression>;
  /** Of an exit: what it asks of the position. */
  readonly asks: ValueTree<Asks>;
}

/** Bars held from which a part of an exit rule holds; or one of these. */
type Asks = number;
/** It holds or does not, whatever is held. */
const NOTHING = 0;
/** Something that only the pipeline knows. */
const MORE = -1;

type Rule = 'long' | 'short' | 'exitLong' | 'exitShort' | 'amount' | 'maxHolding' | 'cooldown';

/**
 * The rules of a strategy for any values of its parameters, over one lane: each part of a rule is checked once for each value of the
 * parameters it mentions, its rows are found once, and so is the path along the candidates of an entry and an exit: runs that differ in
 * nothing but how long they hold, what they stake or what they pay share it.
 */
export class FlatRuleBook {
  readonly strategy: Strategy;
  /** Parameters, in the order in which values are given. */
  readonly names: readonly string[];
  readonly #index: RowIndex;
  readonly #catalogue: Catalogue;
  readonly #parts: Record<Rule, Part[]>;
  readonly #paths = new ValueTree<FlatPath | null>(Infinity, (path) => (path ? pathBytes(path) : 64));
  readonly #most: number;
  readonly #memory = new PathMemory(CHUNK_BYTES);
  /** By what a path is known: values of the parameters that its rules mention. */
  readonly #key: number[] = [];
  readonly #amounts = new ValueTree<number | Float64Array>(64);

  /** @param most bytes of paths that are kept */
  constructor(strategy: Strategy, index: RowIndex, catalogue = Catalogue.engine(), most = MOST_BYTES) {
    this.strategy = strategy;
    this.#most = most;
    this.names = [...strategy.params.keys()];
    this.#index = index;
    this.#catalogue = catalogue;
    const { entry, exit, sizing, maxHolding, cooldown } = strategy.definition;
    this.#parts = {
      long: this.#split('entry.long', entry.long, 'and'),
      short: this.#split('entry.short', entry.short, 'and'),
      exitLong: this.#split('exit.long', exit.long, 'or'),
      exitShort: this.#split('exit.short', exit.short, 'or'),
      amount: this.#split('sizing', 'notional' in sizing ? sizing.notional : sizing.equityPercent, 'and'),
      maxHolding: this.#split('maxHolding', maxHolding, 'and'),
      cooldown: this.#split('cooldown', cooldown, 'and'),
    };
  }

  /**
   * The decisions for these values, in the order of {@link names}; null where a rule asks what the position is doing. To be read before
   * the next call, which may write where the path is.
   */
  rules(values: readonly number[]): FlatRules | null {
    const { long, short, exitLong, exitShort } = this.#parts;
    this.#key.length = 0;
    for (const part of long) for (const place of part.at) this.#key.push(values[place]);
    for (const part of short) for (const place of part.at) this.#key.push(values[place]);
    const holdLong = this.#hold(exitLong, values);
    const holdShort = this.#hold(exitShort, values);
    if (holdLong === MORE || holdShort === MORE) return null;
    const path = this.#paths.get(this.#key, () => this.#path(values));
    if (path === null) return null;
    return {
      path,
      holdLong,
      holdShort,
      maxHolding: this.#bars('maxHolding', values, 1, Infinity),
      cooldown: this.#bars('cooldown', values, 0, 0),
      amount: this.#amount(values),
    };
  }

  #split(field: string, given: string | number | undefined, joined: 'and' | 'or'): Part[] {
    if (given === undefined) return [];
    const whole = parseExpression(typeof given === 'number' ? String(given) : given, field);
    return partsOf(whole, joined).map((syntax) => ({
      syntax,
      at: paramsIn(syntax, this.names).map((name) => this.names.indexOf(name)),
      made: new ValueTree(4096),
      asks: new ValueTree(4096),
    }));
  }

  #check(part: Part, type: 'condition' | 'number', values: readonly number[]): Expression {
    return part.made.getAt(values, part.at, () => {
      const params = new Map(this.names.map((name, k) => [name, values[k]]));
      const scope: Scope = {
        field: 'strategy',
        catalogue: this.#catalogue,
        params,
        position: type === 'condition',
        pair: false,
      };
      return checkAs(type, part.syntax, scope);
    });
  }

  /**
   * Bars held from which one of the parts holds, or {@link MORE}. Values of the parts that ask nothing of the position belong to the
   * path's key; in the place of the others stands NaN, since they do not change it.
   */
  #hold(parts: readonly Part[], values: readonly number[]): number {
    let hold = Infinity;
    for (const part of parts) {
      const asks = this.#asks(part, values);
      if (asks === MORE) return MORE;
      if (asks !== NOTHING && asks < hold) hold = asks;
      for (const place of part.at) this.#key.push(asks === NOTHING ? values[place] : NaN);
    }
    return hold;
  }

  #asks(part: Part, values: readonly number[]): Asks {
    return part.asks.getAt(values, part.at, () => {
      const condition = this.#check(part, 'condition', values);
      return readsPosition(condition) ? (holdOf(condition) ?? MORE) : NOTHING;
    });
  }

  /** Null where an entry asks what was held before. */
  #path(values: readonly number[]): FlatPath | null {
    const { long, short, exitLong, exitShort } = this.#parts;
    const [longs, shorts] = [long, short].map((parts) =>
      parts.map((part) => this.#check(part, 'condition', values)),
    );
    if (longs.some(readsPosition) || shorts.some(readsPosition)) return null;
    if (this.#paths.weight > this.#most) {
      this.#paths.clear();
      this.#memory.clear();
    }
    return pathOf(
      exclusive(this.#index.where(longs), this.#index.where(shorts)),
      this.#next(exitLong, values),
      this.#next(exitShort, values),
      this.#index.column('open'),
      this.#index.rows,
      this.#memory,
    );
  }

  /** For each row the next one at which a part that asks nothing of the position holds; null where there is no such part. */
  #next(parts: readonly Part[], values: readonly number[]): Int32Array | null {
    const conditions = parts
      .filter((part) => this.#asks(part, values) === NOTHING)
      .map((part) => this.#check(part, 'condition', values));
    if (conditions.length === 0) return null;
    const [first, ...others] = conditions;
    const any = others.reduce((joined, condition) => operate('or', joined, condition), first);
    if (any.kind !== 'constant') return this.#index.next(any);
    const { rows } = this.#index;
    return any.value === TRUE ? Int32Array.from({ length: rows + 1 }, (_, i) => i) : null;
  }

  /** A whole number of bars, refused as the compiler of strategies refuses it. */
  #bars(field: 'maxHolding' | 'cooldown', values: readonly number[], least: number, absent: number): number {
    const [part] = this.#parts[field];
    if (!part) return absent;
    const bars = this.#check(part, 'number', values);
    if (bars.kind === 'constant' && Number.isInteger(bars.value) && bars.value >= least) return bars.value;
    throw new HindcastError(
      'STRATEGY_INVALID',
      `${field}: a whole number of bars from ${least} is needed, one that does not change.`,
      'Write a number, a parameter, or arithmetic on them; give a sweep whole steps.',
      { field },
    );
  }

  #amount(values: readonly number[]): number | Float64Array {
    const [part] = this.#parts.amount;
    const value = this.#check(part, 'number', values);
    const scaled = this.strategy.sizing.volatilityScaled;
    if (value.kind === 'constant' && !scaled) return value.value;
    return this.#amounts.getAt(values, part.at, () => {
      const amounts = value.kind === 'constant' ? null : this.#index.numbers(value);
      const scale = this.#index.numbers(scaled ? column('riskMultiplier') : constant(1));
      return scale.map((s, i) => (amounts ? amounts[i] : (value as { value: number }).value) / s);
    });
  }
}

/** `barsHeld >= 48` and its like: the bars from which it holds; undefined for anything else that asks about the position. */
function holdOf(condition: Expression): number | undefined {
  if (condition.kind !== 'operation') return undefined;
  const [a, b] = condition.inputs;
  const swapped = a.kind === 'constant';
  const [held, limit] = swapped ? [b, a] : [a, b];
  if (held?.kind !== 'position' || held.name !== 'barsHeld' || limit?.kind !== 'constant') return undefined;
  const value = limit.value;
  if (condition.name === (swapped ? 'le' : 'ge'))
    return value === value ? Math.max(1, Math.ceil(value)) : Infinity;
  if (condition.name === (swapped ? 'lt' : 'gt'))
    return value === value ? Math.max(1, Math.floor(value) + 1) : Infinity;
  return undefined;
}

/** Rows of one list or the other, those of both left out: when both sides are asked for, neither is taken. */
function exclusive(long: Int32Array, short: Int32Array): Entries {
  if (short.length === 0) return { rows: long, sides: new Int8Array(long.length).fill(1) };
  const rows = new Int32Array(long.length + short.length);
  const sides = new Int8Array(rows.length);
  let count = 0;
  let i = 0;
  let k = 0;
  while (i < long.length || k < short.length) {
    const a = i < long.length ? long[i] : Infinity;
    const b = k < short.length ? short[k] : Infinity;
    if (a !== b) {
      rows[count] = Math.min(a, b);
      sides[count++] = a < b ? 1 : -1;
    }
    if (a <= b) i++;
    if (b <= a) k++;
  }
  return { rows: rows.subarray(0, count), sides: sides.subarray(0, count) };
}
