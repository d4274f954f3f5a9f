import { HindcastError } from '../errors.ts';
import { Catalogue } from '../strategy/catalogue.ts';
import { checkAs, type Scope } from '../strategy/check.ts';
import { column, constant, operate, readsPosition, type Expression } from '../strategy/expression.ts';
import { TRUE } from '../strategy/operations.ts';
import { parseExpression } from '../strategy/parse.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Syntax } from '../strategy/syntax.ts';
import { pathOf, PathShelf, pathToFind, type Entries, type FlatPath } from './flat-path.ts';
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
  /** Whether an entry of the other side turns a position round: only where there are entries of both. */
  readonly reverse: boolean;
  /** The sizing rule's amount: everywhere the same, or by row. */
  readonly amount: number | Float64Array;
}

/** Bytes of candidates that are kept. */
const MOST_BYTES = 48 * 1024 * 1024;
/** Bytes of paths that have been followed once: little enough that those of several threads fit into the cache that cores share. */
const RECENT_BYTES = 256 * 1024;
/** Paths that have been asked for once and are remembered by their values. */
const MOST_ASKED = 4096;

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
  readonly #kept: PathShelf;
  /**
   * Paths that have been followed once, in little memory that is written over again and again. To keep each path of a random search would
   * drive the columns out of the caches, and with two threads out of the one that they share.
   */
  readonly #recent: PathShelf;
  readonly #asked = new ValueTree<boolean>(MOST_ASKED);
  readonly #reverse: boolean;
  readonly #long: Int32Array;
  readonly #short: Int32Array;
  readonly #joined: { rows: Int32Array; sides: Int8Array } | null;
  /** By what a path is known: values of the parameters that its rules mention. */
  readonly #key: number[] = [];
  readonly #amounts = new ValueTree<number | Float64Array>(64);

  /** @param most bytes of paths that are kept */
  constructor(strategy: Strategy, index: RowIndex, catalogue = Catalogue.engine(), most = MOST_BYTES) {
    this.strategy = strategy;
    this.#kept = new PathShelf(most);
    this.#recent = new PathShelf(Math.min(most, RECENT_BYTES));
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
    const both = this.#parts.short.length > 0;
    this.#reverse = both && this.#parts.long.length > 0 && strategy.reverse;
    const { rows } = index;
    this.#long = new Int32Array(rows);
    this.#short = new Int32Array(both ? rows : 0);
    this.#joined = both ? { rows: new Int32Array(2 * rows), sides: new Int8Array(2 * rows) } : null;
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
    const path = this.#path(values);
    if (path === null) return null;
    return {
      path,
      holdLong,
      holdShort,
      maxHolding: this.#bars('maxHolding', values, 1, Infinity),
      cooldown: this.#bars('cooldown', values, 0, 0),
      reverse: this.#reverse,
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

  /**
   * The path for these values, whose key stands in `#key`: kept from the second time on that it is asked for. Null where an entry asks
   * what was held before.
   */
  #path(values: readonly number[]): FlatPath | null {
    const key = this.#key;
    const known = this.#kept.find(key) ?? this.#recent.find(key);
    if (known) return known;
    const entries = this.#entries(values);
    if (entries === null) return null;
    const { exitLong, exitShort } = this.#parts;
    const exits = {
      nextLong: this.#next(exitLong, values),
      nextShort: this.#next(exitShort, values),
      open: this.#index.column('open'),
      count: this.#index.rows,
    };
    const again = this.#asked.find(key) !== undefined;
    if (!again) this.#asked.get(key, () => true);
    const shelf = again ? this.#kept : this.#recent;
    const make = again || this.#reverse ? pathOf : pathToFind;
    return shelf.add(key, (memory) => make(entries, exits, memory));
  }

  /** Null where an entry asks what was held before. Valid until the next call. */
  #entries(values: readonly number[]): Entries | null {
    const [longs, shorts] = [this.#parts.long, this.#parts.short].map((parts) =>
      parts.map((part) => this.#check(part, 'condition', values)),
    );
    if (longs.some(readsPosition) || shorts.some(readsPosition)) return null;
    const longCount = this.#index.find(longs, this.#long);
    if (this.#joined === null) return { length: longCount, rows: this.#long, sides: null };
    const shortCount = this.#index.find(shorts, this.#short);
    const { rows, sides } = this.#joined;
    const length = exclusive(this.#long, longCount, this.#short, shortCount, rows, sides);
    return { length, rows, sides };
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

/**
 * Writes the rows of one list or the other, those of both left out: when both sides are asked for, neither is taken. How many they are.
 */
function exclusive(
  long: Int32Array,
  longCount: number,
  short: Int32Array,
  shortCount: number,
  rows: Int32Array,
  sides: Int8Array,
): number {
  let count = 0;
  let i = 0;
  let k = 0;
  while (i < longCount || k < shortCount) {
    const a = i < longCount ? long[i] : Infinity;
    const b = k < shortCount ? short[k] : Infinity;
    if (a !== b) {
      rows[count] = Math.min(a, b);
      sides[count++] = a < b ? 1 : -1;
    }
    if (a <= b) i++;
    if (b <= a) k++;
  }
  return count;
}
