import type { Syntax } from '../strategy/syntax.ts';

/** The parts that `and` (or `or`) joins at the top of an expression, from left to right; the expression itself when it is not joined. */
export function partsOf(syntax: Syntax, operator: 'and' | 'or'): Syntax[] {
  return syntax.kind === 'binary' && syntax.operator === operator
    ? [...partsOf(syntax.left, operator), ...partsOf(syntax.right, operator)]
    : [syntax];
}

/** Which of `known` parameters an expression mentions, in the order of `known`. */
export function paramsIn(syntax: Syntax, known: readonly string[]): string[] {
  const names = new Set<string>();
  collect(syntax, names);
  return known.filter((name) => names.has(name));
}

function collect(syntax: Syntax, names: Set<string>): void {
  switch (syntax.kind) {
    case 'name':
      names.add(syntax.name);
      return;
    case 'call':
      for (const arg of syntax.args) collect(arg, names);
      return;
    case 'unary':
      collect(syntax.operand, names);
      return;
    case 'binary':
      collect(syntax.left, names);
      collect(syntax.right, names);
      return;
    case 'number':
    case 'boolean':
    case 'text':
  }
}
