import { describe, expect, it } from '@jest/globals';
import { HindcastError } from '../errors.ts';
import { parseExpression } from './parse.ts';
import type { Syntax } from './syntax.ts';

/** Writes a tree back with every pair of parentheses, so that grouping can be read off. */
function show(tree: Syntax): string {
  switch (tree.kind) {
    case 'number':
    case 'boolean':
      return String(tree.value);
    case 'text':
      return JSON.stringify(tree.value);
    case 'name':
      return tree.name;
    case 'call':
      return `${tree.name}(${tree.args.map(show).join(', ')})`;
    case 'unary':
      return `(${tree.operator} ${show(tree.operand)})`;
    case 'binary':
      return `(${show(tree.left)} ${tree.operator} ${show(tree.right)})`;
  }
}
const grouped = (text: string): string => show(parseExpression(text, 'entry.long'));

function failure(text: string): HindcastError {
  try {
    parseExpression(text, 'entry.long');
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
  throw new Error(`"${text.slice(0, 40)}" was accepted`);
}

describe('parseExpression', () => {
  it('groups by precedence', () => {
    expect(grouped('a + b * c > 2 and not d < 1 or e')).toBe(
      '((((a + (b * c)) > 2) and (not (d < 1))) or e)',
    );
    expect(grouped('1 - 2 - 3')).toBe('((1 - 2) - 3)');
    expect(grouped('-a * -(b + c)')).toBe('((- a) * (- (b + c)))');
    expect(grouped('a = 1')).toBe('(a == 1)');
    expect(grouped('a != .5e-3')).toBe('(a != 0.0005)');
  });
  it('reads calls, prev and names that begin with a keyword', () => {
    expect(grouped('prev.rsi < 30')).toBe('(prev(rsi) < 30)');
    expect(grouped('prev(close - open, 3) > 0')).toBe('(prev((close - open), 3) > 0)');
    expect(grouped('crossesAbove(ema12, ema26)')).toBe('crossesAbove(ema12, ema26)');
    expect(grouped('order > 1 and nothing > android')).toBe('((order > 1) and (nothing > android))');
    expect(grouped('f()')).toBe('f()');
    expect(grouped("a == 'extreme high'")).toBe('(a == "extreme high")');
  });
  it('skips comments and line breaks, and still knows where it is', () => {
    const tree = parseExpression('a > 1 # first\n  and b > 2', 'entry.long');
    expect(tree.place).toEqual({ offset: 16, length: 3, line: 2, column: 3 });
  });

  it.each([
    [
      'oiZ >',
      'EXPRESSION_SYNTAX',
      1,
      6,
      'entry.long, line 1, column 6: the expression ends too early after ">".',
    ],
    ['oiZ 2', 'EXPRESSION_SYNTAX', 1, 5, 'entry.long, line 1, column 5: did not expect "2" after "oiZ".'],
    [
      'a < b < c',
      'EXPRESSION_SYNTAX',
      1,
      7,
      'entry.long, line 1, column 7: "<" follows a comparison: comparisons are not chained.',
    ],
    [
      '(a > 1',
      'EXPRESSION_SYNTAX',
      1,
      7,
      'entry.long, line 1, column 7: the expression ends too early after "1".',
    ],
    ['a > 1)', 'EXPRESSION_SYNTAX', 1, 6, 'entry.long, line 1, column 6: did not expect ")" after "1".'],
    ['a >\n $ 3', 'EXPRESSION_CHARACTER', 2, 2, 'entry.long, line 2, column 2: "$" means nothing here.'],
    ['', 'EXPRESSION_EMPTY', 1, 1, 'entry.long, line 1, column 1: the expression is empty.'],
    ['max(a,)', 'EXPRESSION_SYNTAX', 1, 7, 'entry.long, line 1, column 7: did not expect ")" after ",".'],
  ])('refuses %j with its position', (text, code, line, column, message) => {
    const error = failure(text);
    expect([error.code, error.place.row, error.place.column, error.message]).toEqual([
      code,
      line,
      column,
      message,
    ]);
  });

  it('refuses endless nesting and endless text before parsing it', () => {
    expect(failure('('.repeat(100_0).concat('a')).code).toBe('EXPRESSION_TOO_DEEP');
    expect(failure('not '.repeat(500) + 'a').code).toBe('EXPRESSION_TOO_DEEP');
    expect(failure('-'.repeat(500) + 'a').code).toBe('EXPRESSION_TOO_DEEP');
    expect(failure('a '.repeat(3_000)).code).toBe('EXPRESSION_TOO_LONG');
    expect(failure('a'.repeat(1_000_000)).code).toBe('EXPRESSION_TOO_LONG');
  });
  it('takes the longest chains that the limits allow', () => {
    expect(parseExpression(Array(900).fill('a').join(' or '), 'f').kind).toBe('binary');
  });
});
