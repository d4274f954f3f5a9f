import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Lane } from '../lane.ts';
import { smallMarket } from '../testing/index.ts';
import { Catalogue, POSITION_NAMES } from './catalogue.ts';
import { checkAs, type Scope } from './check.ts';
import { columnOf } from './column-of.ts';
import { BLOCK, Program } from './program.ts';
import { FALSE, MISSING, TRUE } from './operations.ts';
import { parseExpression } from './parse.ts';
import type { Syntax } from './syntax.ts';

const scope: Scope = {
  field: 'f',
  catalogue: Catalogue.engine(),
  params: new Map([['p', 1.5]]),
  position: true,
  pair: false,
};
const [tape] = smallMarket(7, {
  rows: 2_600,
  holes: 0.05,
  symbols: ['BTC/USDT:USDT'],
  venues: ['binanceusdm'],
});
const lane = new Lane(tape, { metrics: ['rsi', 'priceZ', 'oiZ', 'ema12', 'ema26'] });
lane.advance(tape.rows);

/** Position values made up from the row, so that both sides know them. */
const positionAt = (k: number, row: number): number => ((row * 7 + k * 13) % 11) - 3 || NaN;

/** Everything, by blocks, the way the simulator runs it. */
function evaluate(text: string): number[] {
  const program = new Program((leaf) => columnOf(leaf, lane));
  const value = program.add(checkAs('condition', parseExpression(text, 'f'), scope));
  lane.advance(tape.rows);
  const out: number[] = [];
  for (let base = 0; base < tape.rows; base += BLOCK) {
    const count = Math.min(BLOCK, tape.rows - base);
    program.begin(base, count);
    for (let i = 0; i < count; i++) {
      POSITION_NAMES.forEach((_, k) => (program.position[k][i] = positionAt(k, base + i)));
      program.row(i);
      out.push(value.data[i + value.shift]);
    }
  }
  return out;
}

/**
 * The language a second time, as plainly as it can be written: one row, a recursive walk over what was written,
 * numbers with NaN, conditions as true, false or null (missing).
 */
function walk(tree: Syntax, row: number): number | boolean | null {
  const num = (node: Syntax, at = row): number => walk(node, at) as number;
  const cond = (node: Syntax): boolean | null => walk(node, row) as boolean | null;
  if (row < 0 && (tree.kind === 'name' || tree.kind === 'call')) return NaN;
  switch (tree.kind) {
    case 'number':
    case 'boolean':
      return tree.value;
    case 'text':
      throw new Error('no states here');
    case 'name': {
      if (tree.name === 'p') return 1.5;
      const k = POSITION_NAMES.findIndex(({ name }) => name === tree.name);
      return k >= 0 ? positionAt(k, row) : lane.column(tree.name).data[row];
    }
    case 'unary': {
      if (tree.operator === '-') return -num(tree.operand);
      const held = cond(tree.operand);
      return held === null ? null : !held;
    }
    case 'binary':
      return walkBinary(tree, num, cond);
    case 'call':
      return walkCall(tree, row, num, cond);
  }
}

function walkBinary(
  tree: Extract<Syntax, { kind: 'binary' }>,
  num: (node: Syntax) => number,
  cond: (node: Syntax) => boolean | null,
): number | boolean | null {
  if (tree.operator === 'and' || tree.operator === 'or') {
    const decisive = tree.operator === 'or';
    const sides = [cond(tree.left), cond(tree.right)];
    if (sides.includes(decisive)) return decisive;
    return sides.includes(null) ? null : !decisive;
  }
  const [a, b] = [num(tree.left), num(tree.right)];
  const comparison = { '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b, '==': a === b, '!=': a !== b };
  if (Object.hasOwn(comparison, tree.operator)) {
    return Number.isNaN(a) || Number.isNaN(b) ? null : comparison[tree.operator as '<'];
  }
  const arithmetic = { '+': a + b, '-': a - b, '*': a * b, '/': b === 0 ? NaN : a / b, '%': a % b };
  return arithmetic[tree.operator as '+'];
}

function walkCall(
  { name, args }: Extract<Syntax, { kind: 'call' }>,
  row: number,
  num: (node: Syntax, at?: number) => number,
  cond: (node: Syntax) => boolean | null,
): number | boolean | null {
  switch (name) {
    case 'prev':
      return walk(args[0], row - (args[1] ? num(args[1]) : 1));
    case 'change':
      return num(args[0]) - num(args[0], row - num(args[1]));
    case 'abs':
      return Math.abs(num(args[0]));
    case 'min':
      return Math.min(...args.map((arg) => num(arg)));
    case 'max':
      return Math.max(...args.map((arg) => num(arg)));
    case 'when': {
      const held = cond(args[0]);
      return held === null ? NaN : num(args[held ? 1 : 2]);
    }
    case 'missing': {
      const value = walk(args[0], row);
      return value === null || Number.isNaN(value);
    }
    case 'highest': {
      const window = Array.from({ length: num(args[1]) }, (_, k) => num(args[0], row - k));
      return Math.max(...window);
    }
    default:
      throw new Error(name);
  }
}

const code = (value: number | boolean | null): number => (value === null ? MISSING : value ? TRUE : FALSE);

const column = fc.constantFrom('close', 'open', 'rsi', 'oiZ', 'priceZ', 'ema12', 'volume');
const { condition } = fc.letrec<{ number: string; past: string; condition: string }>((tie) => ({
  /** Without position names: what may stand inside prev and windows. */
  past: fc.oneof(
    { maxDepth: 3 },
    column,
    fc
      .tuple(tie('past'), fc.constantFrom('+', '-', '*', '/'), tie('past'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('past'), fc.integer({ min: 1, max: 3 })).map(([a, n]) => `prev(${a}, ${n})`),
  ),
  number: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('0', '1', '30', '0.5', 'p'),
    column,
    fc.constantFrom('barsHeld', 'pnlPct', 'entryPrice'),
    fc
      .tuple(tie('number'), fc.constantFrom('+', '-', '*', '/', '%'), tie('number'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(fc.constantFrom('min', 'max'), tie('number'), tie('number'))
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
    tie('number').map((a) => `abs(-${a})`),
    fc.tuple(tie('past'), fc.integer({ min: 1, max: 5 })).map(([a, n]) => `change(${a}, ${n})`),
    fc.tuple(column, fc.integer({ min: 1, max: 6 })).map(([a, n]) => `highest(${a} - open, ${n})`),
    fc.tuple(tie('condition'), tie('number'), tie('number')).map(([c, a, b]) => `when(${c}, ${a}, ${b})`),
  ),
  condition: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(tie('number'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('number'))
      .map(([a, op, b]) => `${a} ${op} ${b}`),
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([a, op, b]) => `(${a}) ${op} (${b})`),
    tie('condition').map((a) => `not (${a})`),
    tie('number').map((a) => `missing(${a})`),
    tie('condition').map((a) => `missing(${a})`),
  ),
}));

describe('Program', () => {
  it('agrees with a walk over what was written, for any expression on any row', () => {
    fc.assert(
      fc.property(condition, (text) => {
        const tree = parseExpression(text, 'f');
        const found = evaluate(text);
        for (let row = 0; row < tape.rows; row += 1) {
          const expected = code(walk(tree, row) as boolean | null);
          if (found[row] !== expected) throw new Error(`row ${row}: ${found[row]} instead of ${expected}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('treats a missing value as missing, whichever way it is asked', () => {
    // Row k is a hole: every comparison is missing, its negation too, and neither triggers.
    const k = tape.columns.close.findIndex((x, i) => i > 30 && Number.isNaN(x));
    for (const text of ['close > 1', 'close <= 1', 'not (close > 1)', 'close == close', 'close != 3']) {
      expect([text, evaluate(text)[k]]).toEqual([text, MISSING]);
    }
    expect(evaluate('close > 1 or 1 < 2')[k]).toBe(TRUE);
    expect(evaluate('close > 1 and 1 > 2')[k]).toBe(FALSE);
    expect(evaluate('missing(close)')[k]).toBe(TRUE);
  });
});
