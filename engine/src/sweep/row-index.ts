import { columnOf, type ColumnSource } from '../strategy/column-of.ts';
import type { Expression, Leaf } from '../strategy/expression.ts';
import { TRUE, type Values } from '../strategy/operations.ts';
import { BLOCK, Program } from '../strategy/program.ts';
import { filterRows, nextRows, ThresholdLists, type Comparison } from './threshold-lists.ts';

/** Rows of conditions that are kept, in bytes. */
const MOST_BYTES = 96 * 1024 * 1024;
/** Lists that have been asked for once and are remembered by name. */
const MOST_ASKED = 4096;

const SWAPPED: Record<Comparison, Comparison> = { lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' };

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
  readonly #thresholds = new Map<string, ThresholdLists>();
  /** What has been asked once: only what is asked again is kept. */
  readonly #asked = new Set<string>();
  #bytes = 0;

  /** @param rows computed rows of the source; no later ones are looked at */
  constructor(source: ColumnSource, rows: number) {
    this.#source = source;
    this.rows = rows;
  }

  /** Rows at which all of the conditions are true, in order. No condition at all holds nowhere. */
  where(conditions: readonly Expression[]): Int32Array {
    const out = new Int32Array(this.rows);
    return out.slice(0, this.find(conditions, out));
  }

  /**
   * Writes the rows at which all of the conditions are true into `out`, in order; how many they are. A list that is asked for
   * once in a random search would only drive others out of the processor's cache: the second time it is kept.
   *
   * @param out room for as many rows as there are
   */
  find(conditions: readonly Expression[], out: Int32Array): number {
    let list = out;
    let count = 0;
    let key = '';
    for (let k = 0; k < conditions.length; k++) {
      key = `${key}&${conditions[k].key}`;
      const kept = this.#lists.get(key);
      if (kept) {
        list = kept;
        count = kept.length;
        continue;
      }
      count = k === 0 ? this.#scan(conditions[k], out) : this.#filter(list, count, conditions[k], out);
      list = out;
      if (this.#again(key)) this.#keep(key, out.slice(0, count));
    }
    if (list !== out) out.set(list);
    return count;
  }

  /** For each row the first row from it on at which the condition is true; the number of rows where there is none. */
  next(condition: Expression): Int32Array {
    const key = `next ${condition.key}`;
    const kept = this.#lists.get(key);
    if (kept) return kept;
    const next = new Int32Array(this.rows + 1);
    const threshold = thresholdOf(condition);
    if (threshold) {
      const { leaf, name, limit } = threshold;
      const { data } = columnOf(leaf, this.#source);
      return this.#keep(key, nextRows(name, data, leaf.back, limit, this.rows, next));
    }
    const found = this.#computed(condition);
    next.set(found);
    return this.#keep(key, nextInPlace(next, found.length, this.rows));
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

  /** Whether it has been asked before. */
  #again(key: string): boolean {
    if (this.#asked.delete(key)) return true;
    if (this.#asked.size >= MOST_ASKED) this.#asked.clear();
    this.#asked.add(key);
    return false;
  }

  /** The rows of one condition. To compare a column with a number is quick; anything else is computed for every row, and kept. */
  #scan(condition: Expression, out: Int32Array): number {
    const threshold = thresholdOf(condition);
    if (threshold) return this.#listsOf(threshold).find(threshold.limit, out);
    const rows = this.#computed(condition);
    out.set(rows);
    return rows.length;
  }

  #listsOf({ leaf, name }: Threshold): ThresholdLists {
    const key = `${name} ${leaf.key}`;
    let lists = this.#thresholds.get(key);
    if (!lists) {
      const { data } = columnOf(leaf, this.#source);
      this.#thresholds.set(key, (lists = new ThresholdLists(data, leaf.back, name, this.rows)));
    }
    return lists;
  }

  #computed(condition: Expression): Int32Array {
    const kept = this.#lists.get(condition.key);
    if (kept) return kept;
    const found = new Int32Array(this.rows);
    let count = 0;
    this.#evaluate(condition, (values, shift, base, length) => {
      for (let i = 0; i < length; i++) if (values[i + shift] === TRUE) found[count++] = base + i;
    });
    return this.#keep(condition.key, found.slice(0, count));
  }

  #filter(list: Int32Array, length: number, condition: Expression, out: Int32Array): number {
    const threshold = thresholdOf(condition);
    if (threshold) {
      const { leaf, name, limit } = threshold;
      const { data } = columnOf(leaf, this.#source);
      return filterRows(name, data, leaf.back, limit, list, length, out);
    }
    const own = this.#computed(condition);
    let count = 0;
    for (let i = 0, k = 0; i < length; i++) {
      const row = list[i];
      while (k < own.length && own[k] < row) k++;
      if (own[k] === row) out[count++] = row;
    }
    return count;
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

/**
 * For each row the first entry that is not before it of the sorted list that fills the first `count` places of `next`; `rows` where
 * there is none. In the list's own memory: written from the back, a place is overwritten when its entry has been read.
 *
 * @param next one place more than there are rows
 */
export function nextInPlace(next: Int32Array, count: number, rows: number): Int32Array {
  let ahead = rows;
  let row = rows;
  for (let k = count - 1; k >= 0; row--) {
    // Where a condition begins and ends cannot be foretold: no branch depends on it.
    const entered = Number(next[k] === row);
    ahead += entered * (row - ahead);
    k -= entered;
    next[row] = ahead;
  }
  return next.fill(ahead, 0, row + 1);
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
