import { columnOf } from '../strategy/column-of.ts';
import { PAIR_PREFIX } from '../pairs/pair-columns.ts';
import { columnNames, constantCondition } from '../strategy/expression.ts';
import { FALSE, TRUE, type Operand } from '../strategy/operations.ts';
import { BLOCK, Program } from '../strategy/program.ts';
import type { Lane } from '../lane.ts';
import type { CompiledRule, RuleConditions } from './alert-rule.ts';

/**
 * One rule on one lane, bar by bar: live, replay and preview all ask this.
 *
 * It fires at the close at which its condition is true while it is armed and not in its cooldown. Firing disarms it; it is
 * armed again where `release` is true, or, without one, where the condition is false. A missing value neither fires nor
 * arms. In the cooldown it stays silent; a condition that still holds when the cooldown ends fires only if it was armed
 * again in between.
 */
export class RuleWatch {
  readonly lane: Lane;
  readonly compiled: CompiledRule;
  /** Columns that its conditions read, for the explanation. */
  readonly reads: readonly string[];
  readonly #thresholds: Readonly<Record<string, number>>;
  readonly #program: Program;
  readonly #when: Operand;
  readonly #release: Operand | null;
  #cursor = 0;
  #armed = true;
  #lastFired = -Infinity;

  constructor(lane: Lane, compiled: CompiledRule) {
    this.lane = lane;
    this.compiled = compiled;
    this.#program = new Program((leaf) => columnOf(leaf, lane));
    const { when, release, thresholds } = conditionsOn(lane, compiled);
    this.#when = this.#program.add(when);
    this.#release = release ? this.#program.add(release) : null;
    this.reads = [...columnNames(when)];
    this.#thresholds = thresholds;
  }

  /** Rows looked at so far. */
  get cursor(): number {
    return this.#cursor;
  }

  /** Looks at rows [cursor, to), which the lane has computed, and hands every row at which it fires to `fired`. */
  advance(to: number, fired: (row: number) => void): void {
    for (let base = this.#cursor; base < to; base += BLOCK) {
      const count = Math.min(BLOCK, to - base);
      this.#program.begin(base, count);
      for (let i = 0; i < count; i++) this.#look(base + i, i, fired);
    }
    this.#cursor = Math.max(this.#cursor, to);
  }

  #look(row: number, i: number, fired: (row: number) => void): void {
    const holds = this.#when.data[i + this.#when.shift];
    if (!this.#armed) {
      this.#armed = this.#release ? this.#release.data[i + this.#release.shift] === TRUE : holds === FALSE;
      return;
    }
    if (holds !== TRUE || row - this.#lastFired <= this.compiled.rule.cooldown) return;
    this.#armed = false;
    this.#lastFired = row;
    fired(row);
  }

  /** What its condition read at a row, by name, and the thresholds it held against; null where a value is missing. */
  valuesAt(row: number): Record<string, number | null> {
    const read = this.reads.map((name) => {
      const value = this.lane.require(name).data[row];
      return [name, Number.isFinite(value) ? value : null] as const;
    });
    return { ...Object.fromEntries(read), ...this.#thresholds };
  }
}

/** A rule that asks for a pair's columns is silent on a lane that is the dependent of none. */
function conditionsOn(lane: Lane, compiled: CompiledRule): RuleConditions {
  const conditions = compiled.on(lane.key);
  const { when, release } = conditions;
  const reads = [...columnNames(when), ...(release ? columnNames(release) : [])];
  const lacking = reads.some((name) => name.startsWith(PAIR_PREFIX) && !lane.has(name));
  return lacking ? { ...conditions, when: constantCondition(FALSE), release: null } : conditions;
}
