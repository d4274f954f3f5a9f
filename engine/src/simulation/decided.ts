import { Column } from '../column.ts';
import type { EngineConfig } from '../config.ts';
import { HindcastError } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import { column, constant, operate, type Expression } from '../strategy/expression.ts';
import type { Rule, Strategy } from '../strategy/strategy.ts';
import type { LaneKey, Tape } from '../tape/tape.ts';
import type { TradedLane } from './simulation.ts';

/** The column in which decisions stand. */
const DECISION = 'decision';

/** What is decided at the close of a row: by hand, or by the strategy's own entry rules. */
export const DECIDE = { pass: 0, long: 1, short: 2, rule: 3 } as const;
export type Decision = keyof typeof DECIDE;

/**
 * A lane on which somebody decides by hand: the columns are those of the lane, and one more that says what was
 * decided at the close of each row ({@link DECIDE}; *pass* until something else is said). It belongs with {@link decidedStrategy}.
 */
export class DecidedLane implements TradedLane {
  readonly #lane: TradedLane;
  readonly #decisions: Column;

  constructor(lane: TradedLane) {
    this.#lane = lane;
    this.#decisions = new Column(DECISION, new Float64Array(lane.tape.rows));
  }

  get cursor(): number {
    return this.#lane.cursor;
  }
  get config(): EngineConfig {
    return this.#lane.config;
  }
  get tape(): Tape {
    return this.#lane.tape;
  }
  get key(): LaneKey {
    return this.#lane.key;
  }

  /** Says what is decided at the closes of rows [from, to). Rows that were simulated already stay as they were. */
  decide(from: number, to: number, decision: Decision): void {
    this.#decisions.data.fill(DECIDE[decision], from, to);
  }

  require(name: string): Column {
    return name === DECISION ? this.#decisions : this.#lane.require(name);
  }
  has(name: string): boolean {
    return name === DECISION || this.#lane.has(name);
  }
  define(name: string, needs: readonly string[], make: (inputs: Column[], output: Column) => Kernel): Column {
    return this.#lane.define(name, needs, make);
  }
}

const says = (decision: Decision): Expression => operate('eq', column(DECISION), constant(DECIDE[decision]));

/** An entry that is taken when it was decided by hand, or when the rule says so where the rule decides. */
function entry(rule: Rule | null, byHand: Decision): Rule {
  const own = says(byHand);
  if (rule === null) return { text: byHand, expression: own };
  const ruled = operate('and', says('rule'), rule.expression);
  return { text: rule.text, expression: operate('or', own, ruled) };
}

/**
 * The strategy with its entries decided by hand: exits, stops, targets, holding time, sizing and costs stay as
 * they are, so that a hand and the rule are filled by the same broker and leave by the same rules.
 *
 * @throws HindcastError SIMULATION_DECIDED_PAIR: a pair has two legs, and a hand decides on one lane
 */
export function decidedStrategy(strategy: Strategy): Strategy {
  if (strategy.pair) {
    throw new HindcastError(
      'SIMULATION_DECIDED_PAIR',
      `"${strategy.name}" trades a pair, and decisions by hand are made on one symbol.`,
      'Choose a strategy that trades one symbol.',
      { field: 'strategy' },
    );
  }
  return {
    ...strategy,
    entryLong: entry(strategy.entryLong, 'long'),
    entryShort: entry(strategy.entryShort, 'short'),
  };
}
