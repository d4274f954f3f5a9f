import type { Column } from '../column.ts';
import { StatelessKernel, type Kernel } from '../kernel.ts';
import type { Expression, Leaf } from './expression.ts';
import { BLOCK, Program } from './program.ts';

/** Where columns come from: a lane, or columns made by hand. */
export interface ColumnSource {
  /** The column of this name; derived ones are made on demand, e.g. `sma(close,20)`. */
  require(name: string): Column;
  has(name: string): boolean;
  /** A computed column of one's own, under a name of one's own. */
  define(name: string, needs: readonly string[], make: (inputs: Column[], output: Column) => Kernel): Column;
}

const isLeaf = (expression: Expression): expression is Leaf =>
  expression.kind === 'column' || expression.kind === 'window';

/**
 * The column that holds an expression's values: a column of the lane, one derived by a window function, or for
 * anything else (the `high - low` in `avg(high - low, 20)`) one defined on the spot. A leaf's own `back` is
 * left to the caller.
 */
export function columnOf(expression: Leaf, columns: ColumnSource): Column {
  return columns.require(nameOf(expression, columns));
}

/** Name under which `columns` gives the leaf. The column itself may be called otherwise, where it comes from. */
function nameOf(leaf: Leaf, columns: ColumnSource): string {
  if (leaf.kind === 'column') return leaf.name;
  const { over } = leaf;
  const inner = isLeaf(over) && over.back === 0 ? nameOf(over, columns) : defineColumn(over, columns);
  return `${leaf.window}(${inner},${leaf.bars})`;
}

/** Makes a column of an expression and returns its name. */
function defineColumn(expression: Expression, columns: ColumnSource): string {
  const { key } = expression;
  if (columns.has(key)) return key;
  const leaves = new Map<string, string>();
  for (const leaf of leavesOf(expression)) leaves.set(leafKey(leaf), nameOf(leaf, columns));
  const names = [...new Set(leaves.values())];
  columns.define(key, names, (inputs, output) => {
    const given = new Map(names.map((name, k) => [name, inputs[k]]));
    return new ExpressionKernel(expression, output, (leaf) => given.get(leaves.get(leafKey(leaf))!)!);
  });
  return key;
}

/** The leaf's column, whatever row of it is read. */
const leafKey = (leaf: Leaf): string =>
  leaf.kind === 'column' ? leaf.name : `${leaf.window}(${leaf.over.key},${leaf.bars})`;

function leavesOf(expression: Expression): Leaf[] {
  if (isLeaf(expression)) return [expression];
  return expression.kind === 'operation' ? expression.inputs.flatMap(leavesOf) : [];
}

/** Writes a number expression into a column, row after row. */
class ExpressionKernel extends StatelessKernel {
  readonly #program: Program;
  readonly #value: { data: Float64Array | Uint8Array; shift: number };
  readonly #output: Column;

  constructor(expression: Expression, output: Column, inputOf: (leaf: Leaf) => Column) {
    super();
    this.#program = new Program(inputOf);
    this.#value = this.#program.add(expression);
    this.#output = output;
  }

  override advance(from: number, to: number): void {
    for (let base = from; base < to; base += BLOCK) {
      const count = Math.min(BLOCK, to - base);
      this.#program.begin(base, count);
      const { data, shift } = this.#value;
      const out = this.#output.data;
      for (let i = 0; i < count; i++) out[base + i] = data[i + shift];
    }
  }
}
