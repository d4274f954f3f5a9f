import type { Column } from '../column.ts';
import { columnOf, type ColumnSource } from '../strategy/column-of.ts';
import { column, constant, operate, readsPosition, type Expression } from '../strategy/expression.ts';
import { TRUE, type Operand } from '../strategy/operations.ts';
import { Program } from '../strategy/program.ts';
import type { Level, Rule, Strategy } from '../strategy/strategy.ts';

/** Never triggers: stands in for a rule that a strategy does not have. */
const NEVER = operate('lt', constant(1), constant(0));
const NOTHING = constant(NaN);

const triggered = (operand: Operand, i: number): boolean => operand.data[i + operand.shift] === TRUE;
const valueAt = (operand: Operand, i: number): number => operand.data[i + operand.shift];

/** A strategy on one lane: its rules and amounts, evaluated block by block. Rows are counted from the block's start. */
export class BoundStrategy {
  readonly strategy: Strategy;
  readonly program: Program;
  /** Whether an entry rule asks about the position or the account, so that it cannot be scanned ahead. */
  readonly entryReadsPosition: boolean;
  readonly #entryLong: Operand;
  readonly #entryShort: Operand;
  readonly #exitLong: Operand;
  readonly #exitShort: Operand;
  readonly #stop: Operand;
  readonly #target: Operand;
  readonly #trail: Operand;
  readonly #amount: Operand;
  readonly #scale: Operand;
  readonly #hedge: Operand;

  constructor(strategy: Strategy, columns: ColumnSource) {
    this.strategy = strategy;
    this.program = new Program((leaf): Column => columnOf(leaf, columns));
    const rule = (given: Rule | null): Operand => this.program.add(given?.expression ?? NEVER);
    this.#entryLong = rule(strategy.entryLong);
    this.#entryShort = rule(strategy.entryShort);
    this.#exitLong = rule(strategy.exitLong);
    this.#exitShort = rule(strategy.exitShort);
    this.#stop = this.program.add(levelExpression(strategy.stopLoss));
    this.#target = this.program.add(levelExpression(strategy.takeProfit));
    this.#trail = this.program.add(levelExpression(strategy.trailingStop));
    this.#amount = this.program.add(strategy.sizing.value);
    this.#scale = this.program.add(strategy.sizing.volatilityScaled ? column('riskMultiplier') : constant(1));
    this.#hedge = this.program.add(strategy.pair?.hedge ?? constant(1));
    this.entryReadsPosition = [strategy.entryLong, strategy.entryShort].some(
      (entry) => entry !== null && readsPosition(entry.expression),
    );
  }

  entryLong(i: number): boolean {
    return triggered(this.#entryLong, i);
  }
  entryShort(i: number): boolean {
    return triggered(this.#entryShort, i);
  }
  exit(side: number, i: number): boolean {
    return triggered(side > 0 ? this.#exitLong : this.#exitShort, i);
  }
  /** In the level's own measure: percent, price distance (for ATRs) or price. NaN when missing or not asked for. */
  stop(i: number): number {
    return valueAt(this.#stop, i);
  }
  target(i: number): number {
    return valueAt(this.#target, i);
  }
  trail(i: number): number {
    return valueAt(this.#trail, i);
  }
  /** The sizing rule's amount, already divided by the risk multiplier where the strategy asks for that. */
  amount(i: number): number {
    return valueAt(this.#amount, i) / valueAt(this.#scale, i);
  }

  /** Value of a pair's x leg for each USDT of the y leg. */
  hedge(i: number): number {
    return valueAt(this.#hedge, i);
  }

  /** First row from `i` on, before `to`, at which an entry rule triggers; `to` when none does. */
  nextEntry(i: number, to: number): number {
    const long = this.#entryLong.data;
    const short = this.#entryShort.data;
    const p = this.#entryLong.shift;
    const q = this.#entryShort.shift;
    while (i < to && long[i + p] !== TRUE && short[i + q] !== TRUE) i++;
    return i;
  }
}

/** ATRs become a price distance at the signal bar; percent and price stay what they are. */
function levelExpression(level: Level | null): Expression {
  if (level === null) return NOTHING;
  return level.kind === 'atr' ? operate('mul', level.value, column('atr')) : level.value;
}
