import type { CodedRule } from './coded-rule.ts';
import { operation, type OperationName, type Values } from './operations.ts';

export type ExpressionType = 'number' | 'condition';

/**
 * A checked expression: names are resolved, types agree, `prev` has been pushed down to the columns. `key` is
 * its canonical text: equal keys mean equal values, so a node is computed once however often it is written.
 */
export type Expression =
  | { readonly kind: 'constant'; readonly type: ExpressionType; readonly value: number; readonly key: string }
  | {
      readonly kind: 'column';
      readonly type: 'number';
      readonly name: string;
      readonly back: number;
      readonly key: string;
    }
  | {
      readonly kind: 'window';
      readonly type: 'number';
      readonly window: string;
      readonly over: Expression;
      readonly bars: number;
      readonly back: number;
      readonly key: string;
    }
  | { readonly kind: 'position'; readonly type: 'number'; readonly name: string; readonly key: string }
  | {
      readonly kind: 'operation';
      readonly type: ExpressionType;
      readonly name: OperationName;
      readonly inputs: readonly Expression[];
      readonly key: string;
    }
  | {
      readonly kind: 'coded';
      readonly type: 'condition';
      readonly field: string;
      readonly test: CodedRule;
      readonly params: ReadonlyMap<string, number>;
      readonly columns: readonly CodedColumn[];
      readonly key: string;
    };

/** What is read from a column. */
export type Leaf = Extract<Expression, { kind: 'column' | 'window' }>;

/** A column that a rule written in code looks at: its name there, and what that is. */
export interface CodedColumn {
  readonly name: string;
  readonly leaf: Leaf;
  /** Columns that the lane must compute for it. */
  readonly needs: readonly string[];
}

export function constant(value: number): Expression {
  return { kind: 'constant', type: 'number', value, key: String(value) };
}

/** A constant condition, in the byte code of operations.ts. */
export function constantCondition(value: number): Expression {
  return { kind: 'constant', type: 'condition', value, key: `condition:${value}` };
}

const backKey = (text: string, back: number): string => (back === 0 ? text : `prev(${text},${back})`);

export function column(name: string, back = 0): Expression {
  return { kind: 'column', type: 'number', name, back, key: backKey(name, back) };
}

export function windowOf(window: string, over: Expression, bars: number, back = 0): Expression {
  const key = backKey(`${window}(${over.key},${bars})`, back);
  return { kind: 'window', type: 'number', window, over, bars, back, key };
}

export function position(name: string): Expression {
  return { kind: 'position', type: 'number', name, key: `position:${name}` };
}

/** A rule written in code; `hash` is of the strategy it belongs to. */
export function codedRule(
  field: string,
  hash: string,
  rule: { readonly test: CodedRule; readonly params: ReadonlyMap<string, number> },
  columns: readonly CodedColumn[],
): Expression {
  return { kind: 'coded', type: 'condition', field, ...rule, columns, key: `coded(${field},${hash})` };
}

/** An operation on checked inputs; one whose inputs are all constant is computed here and now. */
export function operate(name: OperationName, ...inputs: Expression[]): Expression {
  const { type, run } = operation(name);
  if (inputs.every((input) => input.kind === 'constant')) {
    const out: Values = type === 'number' ? new Float64Array(1) : new Uint8Array(1);
    const operands = inputs.map((input) => ({
      data: input.type === 'number' ? Float64Array.of(input.value) : Uint8Array.of(input.value),
      shift: 0,
    }));
    run(out, operands, 0, 1);
    return type === 'number' ? constant(out[0]) : constantCondition(out[0]);
  }
  return {
    kind: 'operation',
    type,
    name,
    inputs,
    key: `${name}(${inputs.map((input) => input.key).join(',')})`,
  };
}

/** Whether the value changes with the open position or the account. */
export function readsPosition(expression: Expression): boolean {
  if (expression.kind === 'operation') return expression.inputs.some(readsPosition);
  return expression.kind === 'position' || expression.kind === 'coded';
}

/**
 * The expression as it was `bars` rows earlier: every operation works row by row, so it is the same operation
 * on earlier inputs. The caller has made sure that it does not read the position.
 */
export function lag(expression: Expression, bars: number): Expression {
  switch (expression.kind) {
    case 'column':
      return column(expression.name, expression.back + bars);
    case 'window':
      return windowOf(expression.window, expression.over, expression.bars, expression.back + bars);
    case 'operation':
      return operate(expression.name, ...expression.inputs.map((input) => lag(input, bars)));
    default:
      return expression;
  }
}

/** Names of the lane's columns that the expression reads, the innermost ones of windows. */
export function columnNames(expression: Expression, into = new Set<string>()): Set<string> {
  if (expression.kind === 'column') into.add(expression.name);
  if (expression.kind === 'window') columnNames(expression.over, into);
  if (expression.kind === 'operation') expression.inputs.forEach((input) => columnNames(input, into));
  return into;
}
