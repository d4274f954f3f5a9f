import { columnOf, type ColumnSource } from '../strategy/column-of.ts';
import type { Expression, Leaf } from '../strategy/expression.ts';
import { TRUE, type Values } from '../strategy/operations.ts';
import { BLOCK, Program } from '../strategy/program.ts';

/** Rows of conditions that are kept, in bytes. */
const MOST_BYTES = 96 * 1024 * 1024;

const SWAPPED = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as const;
type Comparison = keyof typeof SWAPPED;

/** `column < 30`, the commonest condition: read straight from the column. */
interface Threshold {
  readonly leaf: Leaf;
  readonly name: Comparison;
  readonly limit: number;
}

/**
 * At which rows of one lane conditions hold. Conditions that do not read the position hold at the same rows in every run, so
 * they are found once however many runs ask, by the very operations that a compiled strategy runs.
 */
export class RowIndex {
  readonly rows: number;
  readonly #source: ColumnSource;
  readonly #lists = new Map<string, Int32Array>();
  /** Where rows are put together: new memory for every list costs more than finding what goes into it. */
  readonly #found: Int32Array;
  #bytes = 0;

  /** @param rows computed rows of the source; no later ones are looked at */
  constructor(source: ColumnSource, rows: number) {
    this.#source = source;
    this.rows = rows;
    this.#found = new Int32Array(rows);
  }

  /** Rows at which all of the conditions are true, in order. No condition at all holds nowhere. */
  where(conditions: readonly Expression[]): Int32Array {
    let list: Int32Array = NOWHERE;
    let key = '';
    for (let k = 0; k < conditions.length; k++) {
      key = `${key}&${conditions[k].key}`;
      const before = list;
      list =
        this.#lists.get(key) ??
        this.#keep(key, k === 0 ? this.#scan(conditions[k]) : this.#filter(before, conditions[k]));
    }
    return list;
  }

  /** For each row the first row from it on at which the condition is true; the number of rows where there is none. */
  next(condition: Expression): Int32Array {
    const key = `next ${condition.key}`;
    return this.#lists.get(key) ?? this.#keep(key, nextOf(this.#scan(condition), this.rows));
  }

  /** The values of a column itself; no copy. */
  column(name: string): Float64Array {
    return this.#source.require(name).data;
  }

  /** Values of a number expression at every row. */
  numbers(expression: Expression): Float64Array {
    const out = new Float64Array(this.rows);
    this.#evaluate(expression, (values, shift, base, count) => {
      for (let i = 0; i < count; i++) out[base + i] = values[i + shift];
    });
    return out;
  }

  #keep(key: string, list: Int32Array): Int32Array {
    this.#bytes += list.byteLength;
    if (this.#bytes > MOST_BYTES) {
      this.#lists.clear();
      this.#bytes = list.byteLength;
    }
    this.#lists.set(key, list);
    return list;
  }

  #scan(condition: Expression): Int32Array {
    const threshold = thresholdOf(condition);
    const { rows } = this;
    const found = this.#found;
    if (threshold) {
      const { leaf, name, limit } = threshold;
      const { data } = columnOf(leaf, this.#source);
      return found.slice(0, SCAN[name](data, leaf.back, limit, rows, found));
    }
    let count = 0;
    this.#evaluate(condition, (values, shift, base, length) => {
      for (let i = 0; i < length; i++) if (values[i + shift] === TRUE) found[count++] = base + i;
    });
    return found.slice(0, count);
  }

  #filter(list: Int32Array, condition: Expression): Int32Array {
    const threshold = thresholdOf(condition);
    if (threshold) {
      const { leaf, name, limit } = threshold;
      const { data } = columnOf(leaf, this.#source);
      return this.#found.slice(0, FILTER[name](data, leaf.back, limit, list, this.#found));
    }
    const own = this.#scan(condition);
    const found = this.#found;
    let count = 0;
    for (let i = 0, k = 0; i < list.length; i++) {
      while (k < own.length && own[k] < list[i]) k++;
      if (own[k] === list[i]) found[count++] = list[i];
    }
    return found.slice(0, count);
  }

  #evaluate(
    expression: Expression,
    each: (values: Values, shift: number, base: number, count: number) => void,
  ): void {
    const program = new Program((leaf) => columnOf(leaf, this.#source));
    const operand = program.add(expression);
    for (let base = 0; base < this.rows; base += BLOCK) {
      const count = Math.min(BLOCK, this.rows - base);
      program.begin(base, count);
      each(operand.data, operand.shift, base, count);
    }
  }
}

const NOWHERE = new Int32Array(0);

/** For each row the first entry of the sorted `list` that is not before it; `rows` where there is none. */
export function nextOf(list: Int32Array, rows: number): Int32Array {
  const next = new Int32Array(rows + 1);
  let row = 0;
  for (const found of list) while (row <= found) next[row++] = found;
  return next.fill(rows, row);
}

function thresholdOf(condition: Expression): Threshold | undefined {
  if (condition.kind !== 'operation' || !(condition.name in SWAPPED)) return undefined;
  const name = condition.name as Comparison;
  const [a, b] = condition.inputs;
  const isLeaf = (x: Expression): x is Leaf => x.kind === 'column' || x.kind === 'window';
  if (isLeaf(a) && b.kind === 'constant') return { leaf: a, name, limit: b.value };
  if (isLeaf(b) && a.kind === 'constant') return { leaf: b, name: SWAPPED[name], limit: a.value };
  return undefined;
}

type Scan = (data: Float64Array, back: number, limit: number, rows: number, found: Int32Array) => number;
type Filter = (
  data: Float64Array,
  back: number,
  limit: number,
  list: Int32Array,
  found: Int32Array,
) => number;

/* Written out one by one, as in operations.ts: each loop is compiled for its own comparison. Adding the outcome of the
 * comparison instead of branching on it costs the same whether it is rare or common. */
const SCAN: Record<Comparison, Scan> = {
  lt: (data, back, limit, rows, found) => {
    let count = 0;
    for (let i = back; i < rows; i++) {
      found[count] = i;
      count += data[i - back] < limit ? 1 : 0;
    }
    return count;
  },
  le: (data, back, limit, rows, found) => {
    let count = 0;
    for (let i = back; i < rows; i++) {
      found[count] = i;
      count += data[i - back] <= limit ? 1 : 0;
    }
    return count;
  },
  gt: (data, back, limit, rows, found) => {
    let count = 0;
    for (let i = back; i < rows; i++) {
      found[count] = i;
      count += data[i - back] > limit ? 1 : 0;
    }
    return count;
  },
  ge: (data, back, limit, rows, found) => {
    let count = 0;
    for (let i = back; i < rows; i++) {
      found[count] = i;
      count += data[i - back] >= limit ? 1 : 0;
    }
    return count;
  },
};

const FILTER: Record<Comparison, Filter> = {
  lt: (data, back, limit, list, found) => {
    let count = 0;
    for (let k = 0; k < list.length; k++) {
      found[count] = list[k];
      count += data[list[k] - back] < limit ? 1 : 0;
    }
    return count;
  },
  le: (data, back, limit, list, found) => {
    let count = 0;
    for (let k = 0; k < list.length; k++) {
      found[count] = list[k];
      count += data[list[k] - back] <= limit ? 1 : 0;
    }
    return count;
  },
  gt: (data, back, limit, list, found) => {
    let count = 0;
    for (let k = 0; k < list.length; k++) {
      found[count] = list[k];
      count += data[list[k] - back] > limit ? 1 : 0;
    }
    return count;
  },
  ge: (data, back, limit, list, found) => {
    let count = 0;
    for (let k = 0; k < list.length; k++) {
      found[count] = list[k];
      count += data[list[k] - back] >= limit ? 1 : 0;
    }
    return count;
  },
};
