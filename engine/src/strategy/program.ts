import type { Column } from '../column.ts';
import { POSITION_INDEX } from './catalogue.ts';
import { CodedOperation } from './coded-rule.ts';
import { readsPosition, type Expression, type Leaf } from './expression.ts';
import { operation, type Operand, type Operation, type Values } from './operations.ts';

/** Rows that are evaluated at a time: small enough that a block of every node stays in the cache. */
export const BLOCK = 1024;

/** Brings one node's values of the current block in place. */
interface Step {
  readonly operation: Operation;
  readonly out: Values;
  readonly inputs: readonly Operand[];
}

/** A lane column, `back` rows earlier, as an operand; its array moves when the lane grows. */
interface Source {
  readonly column: Column;
  readonly back: number;
  readonly operand: Operand;
  /** Stands in for the column where the block reaches before its first row. */
  readonly head: Float64Array | null;
}

/**
 * Expressions bound to the columns of one lane, evaluated block by block.
 *
 * {@link begin} computes every node that does not read the position over a whole block of rows, in tight loops
 * over reused buffers. {@link row} computes the rest for one row, by the same loops run over that single row.
 */
export class Program {
  /** Values of the position names at the current row, in the order of POSITION_NAMES; written by the caller. */
  readonly position: Float64Array[];
  /** Which of them any expression reads, as indices into {@link position}. */
  readonly positionUsed: number[] = [];
  readonly #nodes = new Map<string, Operand>();
  readonly #sources: Source[] = [];
  readonly #blockSteps: Step[] = [];
  readonly #rowSteps: Step[] = [];
  #base = 0;
  readonly #columnOf: (leaf: Leaf) => Column;

  /** `columnOf` gives the column of a leaf; its `back` is seen to here. */
  constructor(columnOf: (leaf: Leaf) => Column) {
    this.#columnOf = columnOf;
    this.position = Array.from(POSITION_INDEX, () => new Float64Array(BLOCK));
  }

  /** Adds an expression; its values of the current block are found at `data[i + shift]`. */
  add(expression: Expression): Operand {
    const known = this.#nodes.get(expression.key);
    if (known) return known;
    const operand = this.#build(expression);
    this.#nodes.set(expression.key, operand);
    return operand;
  }

  /** Whether any expression has to be evaluated row by row. */
  get hasRowSteps(): boolean {
    return this.#rowSteps.length > 0;
  }

  /** Moves to the block that starts at lane row `base` and computes its first `count` rows. */
  begin(base: number, count: number): void {
    this.#base = base;
    for (const source of this.#sources) this.#place(source, base, count);
    for (const step of this.#blockSteps) step.operation.run(step.out, step.inputs, 0, count);
  }

  /** Computes what reads the position at row i of the block. */
  row(i: number): void {
    for (const step of this.#rowSteps) step.operation.run(step.out, step.inputs, i, i + 1);
  }

  #place(source: Source, base: number, count: number): void {
    const { column, back, operand, head } = source;
    const start = base - back;
    if (start >= 0 || head === null) {
      operand.data = column.data;
      operand.shift = start;
      return;
    }
    for (let i = 0; i < count; i++) head[i] = start + i < 0 ? NaN : column.data[start + i];
    operand.data = head;
    operand.shift = 0;
  }

  #build(expression: Expression): Operand {
    switch (expression.kind) {
      case 'constant': {
        const data = expression.type === 'number' ? new Float64Array(BLOCK) : new Uint8Array(BLOCK);
        return { data: data.fill(expression.value), shift: 0 };
      }
      case 'position': {
        const index = POSITION_INDEX.get(expression.name)!;
        this.#usePosition(index);
        return { data: this.position[index], shift: 0 };
      }
      case 'column':
      case 'window':
        return this.#source(this.#columnOf(expression), expression.back);
      case 'coded':
        return this.#coded(expression);
      case 'operation': {
        const inputs = expression.inputs.map((input) => this.add(input));
        const out = expression.type === 'number' ? new Float64Array(BLOCK) : new Uint8Array(BLOCK);
        const steps = readsPosition(expression) ? this.#rowSteps : this.#blockSteps;
        steps.push({ operation: operation(expression.name), out, inputs });
        return { data: out, shift: 0 };
      }
    }
  }

  /** A rule in code is asked row by row, and may look at every name of the position. */
  #coded(rule: Extract<Expression, { kind: 'coded' }>): Operand {
    const operands = new Map(rule.columns.map(({ name, leaf }) => [name, this.add(leaf)]));
    for (let k = 0; k < this.position.length; k++) this.#usePosition(k);
    const out = new Uint8Array(BLOCK);
    this.#rowSteps.push({
      operation: new CodedOperation(rule, operands, this.position, () => this.#base),
      out,
      inputs: [],
    });
    return { data: out, shift: 0 };
  }

  #usePosition(index: number): void {
    if (!this.positionUsed.includes(index)) this.positionUsed.push(index);
  }

  #source(column: Column, back: number): Operand {
    const operand: Operand = { data: column.data, shift: 0 };
    this.#sources.push({ column, back, operand, head: back > 0 ? new Float64Array(BLOCK) : null });
    return operand;
  }
}
