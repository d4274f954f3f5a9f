import { HindcastError } from '../errors.ts';
import { POSITION_NAMES, type PositionName } from './catalogue.ts';
import type { Field } from './failure.ts';
import { FALSE, TRUE, type Operand, type Operation } from './operations.ts';

/** What a rule written in code may look at: the bar that has just closed, and bars before it. */
export interface BarView {
  /** Row of the bar, counted from the first of the tape. */
  readonly row: number;
  /**
   * A column at this bar, or `back` bars earlier; NaN where it is missing. The column must be listed under `columns`.
   * Throws STRATEGY_LOOK_AHEAD for a negative `back`.
   */
  get(name: string, back?: number): number;
}

/** The open position and the account, as expressions know them. */
export type PositionView = Readonly<Record<PositionName, number>>;

/** A rule written in code: whether it triggers at this bar. Must depend on its arguments alone. */
export type CodedRule = (
  bar: BarView,
  position: PositionView,
  params: Readonly<Record<string, number>>,
) => boolean;

class Bar implements BarView {
  row = 0;
  /** Row within the block. */
  at = 0;
  readonly #columns: ReadonlyMap<string, Operand>;
  readonly #field: Field;

  constructor(columns: ReadonlyMap<string, Operand>, field: Field) {
    this.#columns = columns;
    this.#field = field;
  }

  get(name: string, back = 0): number {
    const operand = this.#columns.get(name);
    if (!operand) {
      throw new HindcastError(
        'STRATEGY_COLUMN',
        `${this.#field} asks for "${name}", which is not among the module's columns.`,
        'List it under columns.',
        { field: this.#field },
      );
    }
    if (!(back >= 0)) {
      throw new HindcastError(
        'STRATEGY_LOOK_AHEAD',
        `${this.#field} asks for "${name}" ${-back} bars ahead.`,
        'A rule sees the bar that has closed and those before it.',
        { field: this.#field },
      );
    }
    const index = this.at + operand.shift - back;
    // Between two bars there is none.
    return index < 0 ? NaN : (operand.data[index] ?? NaN);
  }
}

/** A rule in code as an operation: it is asked row by row, because it may look at the position. */
export class CodedOperation implements Operation {
  readonly type = 'condition';
  readonly #test: CodedRule;
  readonly #field: Field;
  readonly #bar: Bar;
  readonly #base: () => number;
  readonly #position: PositionView;
  readonly #params: Readonly<Record<string, number>>;
  #at = 0;

  /**
   * @param columns what the rule may ask for, as operands of the current block
   * @param position values of the position names over the block, in the order of POSITION_NAMES
   * @param base row of the tape at which the current block starts
   */
  constructor(
    rule: { readonly test: CodedRule; readonly field: Field; readonly params: ReadonlyMap<string, number> },
    columns: ReadonlyMap<string, Operand>,
    position: readonly Float64Array[],
    base: () => number,
  ) {
    this.#test = rule.test;
    this.#field = rule.field;
    this.#params = Object.fromEntries(rule.params);
    this.#base = base;
    this.#bar = new Bar(columns, rule.field);
    const view = {} as Record<PositionName, number>;
    POSITION_NAMES.forEach(({ name }, k) => {
      Object.defineProperty(view, name, { enumerable: true, get: () => position[k][this.#at] });
    });
    this.#position = view;
  }

  run(out: Float64Array | Uint8Array, _inputs: readonly Operand[], from: number, to: number): void {
    for (let i = from; i < to; i++) {
      this.#at = i;
      this.#bar.at = i;
      this.#bar.row = this.#base() + i;
      out[i] = this.#ask() ? TRUE : FALSE;
    }
  }

  #ask(): boolean {
    let answer: unknown;
    try {
      answer = this.#test(this.#bar, this.#position, this.#params);
    } catch (error) {
      if (error instanceof HindcastError) throw error;
      throw this.#failed(`threw "${error instanceof Error ? error.message : String(error)}"`);
    }
    if (typeof answer === 'boolean') return answer;
    throw this.#failed(`answered ${String(answer)} instead of true or false`);
  }

  #failed(what: string): HindcastError {
    return new HindcastError(
      'STRATEGY_CODE',
      `${this.#field} ${what} at row ${this.#bar.row}.`,
      'Correct the module; a missing value is NaN, and comparisons with it are false.',
      { field: this.#field, row: this.#bar.row },
    );
  }
}
