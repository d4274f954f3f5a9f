import { HindcastError } from '../errors.ts';
import { Catalogue } from '../strategy/catalogue.ts';
import { checkAs, type Scope } from '../strategy/check.ts';
import { column, constant, operate, readsPosition, type Expression } from '../strategy/expression.ts';
import { TRUE } from '../strategy/operations.ts';
import { parseExpression } from '../strategy/parse.ts';
import type { Strategy } from '../strategy/strategy.ts';
import type { Syntax } from '../strategy/syntax.ts';
import { nextOf, type RowIndex } from './row-index.ts';
import { paramsIn, partsOf } from './rule-parts.ts';
import { ValueTree } from './value-tree.ts';

/** Decisions of a strategy over one lane that do not depend on what it holds. */
export interface FlatRules {
  readonly entries: Entries;
  readonly exitLong: Exit;
  readonly exitShort: Exit;
  readonly maxHolding: number;
  readonly cooldown: number;
  /** The sizing rule's amount: everywhere the same, or by row. */
  readonly amount: number | Float64Array;
}

export interface Entries {
  /** Rows at which exactly one entry rule holds, and which: 1 long, -1 short. */
  readonly rows: Int32Array;
  readonly sides: Int8Array;
  /** For each row the next one at which the other side alone is asked for; null where positions are not reversed. */
  readonly againstLong: Int32Array | null;
  readonly againstShort: Int32Array | null;
}

export interface Exit {
  /** For each row the next one at which the rule holds whatever is held; null where there is no such part. */
  readonly next: Int32Array | null;
  /** Bars held from which the rule holds; Infinity for never. */
  readonly hold: number;
}

const NO_EXIT: Exit = { next: null, hold: Infinity };
/** Bytes of candidate rows that are kept. */
const MOST_BYTES = 128 * 1024 * 1024;

/** A piece of a rule with the parameters that it mentions, as places in the list of values. */
interface Part {
  readonly syntax: Syntax;
  readonly at: readonly number[];
  readonly made: ValueTree<Expression>;
}

/**
 * The rules of a strategy for any values of its parameters, over one lane: each part of a rule is checked once for each value of the
 * parameters it mentions, and its rows are found once.
 */
export class FlatRuleBook {
  readonly strategy: Strategy;
  /** Parameters, in the order in which values are given. */
  readonly names: readonly string[];
  readonly #index: RowIndex;
  readonly #catalogue: Catalogue;
  readonly #parts: Record<
    'long' | 'short' | 'exitLong' | 'exitShort' | 'amount' | 'maxHolding' | 'cooldown',
    Part[]
  >;
  readonly #entries = new ValueTree<Entries>(
    MOST_BYTES,
    (e) => e.rows.length * 5 + (e.againstLong?.length ?? 0) * 8,
  );
  readonly #exits = [new ValueTree<Exit>(1000), new ValueTree<Exit>(1000)] as const;
  readonly #amounts = new ValueTree<number | Float64Array>(64);

  constructor(strategy: Strategy, index: RowIndex, catalogue = Catalogue.engine()) {
    this.strategy = strategy;
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

  /** The decisions for these values, in the order of {@link names}; null where a rule asks what the position is doing. */
  rules(values: readonly number[]): FlatRules | null {
    const exits = [this.#exit(0, values), this.#exit(1, values)];
    const entries = this.#entry(values);
    if (entries === null || exits[0] === null || exits[1] === null) return null;
    return {
      entries,
      exitLong: exits[0],
      exitShort: exits[1],
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
    }));
  }

  #check(part: Part, type: 'condition' | 'number', values: readonly number[]): Expression {
    return part.made.get(pick(values, part.at), () => {
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

  #entry(values: readonly number[]): Entries | null {
    const { long, short } = this.#parts;
    const conditions = [long, short].map((parts) =>
      parts.map((part) => this.#check(part, 'condition', values)),
    );
    if (conditions.flat().some(readsPosition)) return null;
    const at = [...long, ...short].flatMap((part) => part.at);
    return this.#entries.get(pick(values, at), () =>
      exclusive(
        this.#index.where(conditions[0]),
        this.#index.where(conditions[1]),
        this.strategy.reverse,
        this.#index.rows,
      ),
    );
  }

  #exit(which: 0 | 1, values: readonly number[]): Exit | null {
    const parts = which === 0 ? this.#parts.exitLong : this.#parts.exitShort;
    if (parts.length === 0) return NO_EXIT;
    const conditions = parts.map((part) => this.#check(part, 'condition', values));
    let hold = Infinity;
    const free: Expression[] = [];
    for (const condition of conditions) {
      if (!readsPosition(condition)) free.push(condition);
      else {
        const own = holdOf(condition);
        if (own === undefined) return null;
        hold = Math.min(hold, own);
      }
    }
    const at = parts.flatMap((part) => part.at);
    return this.#exits[which].get(pick(values, at), () => ({
      next: free.length > 0 ? this.#next(free) : null,
      hold,
    }));
  }

  #next(conditions: readonly Expression[]): Int32Array {
    const [first, ...others] = conditions;
    const any = others.reduce((joined, condition) => operate('or', joined, condition), first);
    if (any.kind !== 'constant') return this.#index.next(any);
    const { rows } = this.#index;
    return any.value === TRUE
      ? Int32Array.from({ length: rows + 1 }, (_, i) => i)
      : new Int32Array(rows + 1).fill(rows);
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
    return this.#amounts.get(pick(values, part.at), () => {
      const amounts = value.kind === 'constant' ? null : this.#index.numbers(value);
      const scale = this.#index.numbers(scaled ? column('riskMultiplier') : constant(1));
      return scale.map((s, i) => (amounts ? amounts[i] : (value as { value: number }).value) / s);
    });
  }
}

const pick = (values: readonly number[], at: readonly number[]): number[] => at.map((k) => values[k]);

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
function exclusive(long: Int32Array, short: Int32Array, reverse: boolean, count: number): Entries {
  if (short.length === 0)
    return { rows: long, sides: new Int8Array(long.length).fill(1), againstLong: null, againstShort: null };
  const rows: number[] = [];
  const sides: number[] = [];
  let i = 0;
  let k = 0;
  while (i < long.length || k < short.length) {
    const a = i < long.length ? long[i] : Infinity;
    const b = k < short.length ? short[k] : Infinity;
    if (a !== b) {
      rows.push(Math.min(a, b));
      sides.push(a < b ? 1 : -1);
    }
    if (a <= b) i++;
    if (b <= a) k++;
  }
  const only = (side: number): Int32Array =>
    nextOf(Int32Array.from(rows.filter((_, n) => sides[n] === side)), count);
  return {
    rows: Int32Array.from(rows),
    sides: Int8Array.from(sides),
    againstLong: reverse ? only(-1) : null,
    againstShort: reverse ? only(1) : null,
  };
}
