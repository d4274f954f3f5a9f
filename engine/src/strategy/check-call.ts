import { MAX_DERIVED_WINDOW } from '../metrics/derived-name.ts';
import { didYouMean } from '../nearest.ts';
import { check, checkAs, type Scope } from './check.ts';
import { lag, operate, windowOf, type Expression } from './expression.ts';
import { expressionError, quote } from './failure.ts';
import { FUNCTIONS, WINDOW_FUNCTIONS } from './functions.ts';
import type { OperationName } from './operations.ts';
import type { Syntax } from './syntax.ts';

type Call = Extract<Syntax, { kind: 'call' }>;

const UNARY: ReadonlySet<string> = new Set<OperationName>(['abs', 'sign', 'floor', 'sqrt', 'log']);

/** Checks a function call: the function exists, the number of arguments fits, so do their types. */
export function checkCall(call: Call, scope: Scope): Expression {
  const { name } = call;
  if (WINDOW_FUNCTIONS.has(name)) return checkWindow(call, scope);
  if (UNARY.has(name)) {
    expectArguments(call, 1, 1, scope);
    return operate(name as OperationName, checkAs('number', call.args[0], scope));
  }
  switch (name) {
    case 'prev':
      return checkPrevious(call, scope);
    case 'change':
      return checkChange(call, scope);
    case 'crossesAbove':
    case 'crossesBelow':
      return checkCross(call, scope);
    case 'min':
    case 'max':
      return checkExtreme(call, name, scope);
    case 'when':
      return checkWhen(call, scope);
    case 'missing':
      return checkMissing(call, scope);
    default:
      throw unknownFunction(call, scope);
  }
}

const past = (scope: Scope): Scope => ({ ...scope, position: false });

function checkWindow(call: Call, scope: Scope): Expression {
  expectArguments(call, 2, 2, scope);
  const over = checkAs('number', call.args[0], past(scope));
  const bars = wholeNumber(call, 1, scope);
  if (over.kind === 'constant') {
    throw expressionError(
      'EXPRESSION_WINDOW',
      scope.field,
      call.args[0].place,
      `${call.name}(…) is asked of a value that never changes.`,
      'Give it a metric or a bar field.',
    );
  }
  return windowOf(WINDOW_FUNCTIONS.get(call.name)!, over, bars);
}

function checkPrevious(call: Call, scope: Scope): Expression {
  expectArguments(call, 1, 2, scope);
  return lag(check(call.args[0], past(scope)), wholeNumber(call, 1, scope, 1));
}

function checkChange(call: Call, scope: Scope): Expression {
  expectArguments(call, 1, 2, scope);
  const now = checkAs('number', call.args[0], past(scope));
  return operate('sub', now, lag(now, wholeNumber(call, 1, scope, 1)));
}

function checkCross(call: Call, scope: Scope): Expression {
  expectArguments(call, 2, 2, scope);
  const [a, b] = call.args.map((arg) => checkAs('number', arg, past(scope)));
  const [before, now]: OperationName[] = call.name === 'crossesAbove' ? ['le', 'gt'] : ['ge', 'lt'];
  return operate('and', operate(before, lag(a, 1), lag(b, 1)), operate(now, a, b));
}

function checkExtreme(call: Call, name: 'min' | 'max', scope: Scope): Expression {
  expectArguments(call, 2, 16, scope);
  return call.args.map((arg) => checkAs('number', arg, scope)).reduce((a, b) => operate(name, a, b));
}

function checkWhen(call: Call, scope: Scope): Expression {
  expectArguments(call, 3, 3, scope);
  const [condition, yes, no] = call.args;
  return operate(
    'when',
    checkAs('condition', condition, scope),
    checkAs('number', yes, scope),
    checkAs('number', no, scope),
  );
}

function checkMissing(call: Call, scope: Scope): Expression {
  expectArguments(call, 1, 1, scope);
  const asked = check(call.args[0], scope);
  return operate(asked.type === 'number' ? 'missing' : 'undecided', asked);
}

/** A window length or a lag: a whole constant, from 1; parameters and arithmetic on them are welcome. */
function wholeNumber(call: Call, index: number, scope: Scope, absent?: number): number {
  const arg = call.args[index];
  if (arg === undefined && absent !== undefined) return absent;
  const value = checkAs('number', arg, past(scope));
  if (
    value.kind === 'constant' &&
    Number.isInteger(value.value) &&
    value.value >= 1 &&
    value.value <= MAX_DERIVED_WINDOW
  ) {
    return value.value;
  }
  throw expressionError(
    'EXPRESSION_WINDOW',
    scope.field,
    arg.place,
    `the number of bars in ${call.name}(…) must be a whole number from 1 to ${MAX_DERIVED_WINDOW} that does not change.`,
    'Write a number, a parameter, or arithmetic on them.',
  );
}

function expectArguments(call: Call, least: number, most: number, scope: Scope): void {
  const count = call.args.length;
  if (count >= least && count <= most) return;
  const { signature } = FUNCTIONS.find((entry) => entry.name === call.name)!;
  throw expressionError(
    'EXPRESSION_ARGUMENTS',
    scope.field,
    call.place,
    `${call.name} was given ${count} ${count === 1 ? 'argument' : 'arguments'}.`,
    `Write ${signature}.`,
  );
}

function unknownFunction(call: Call, scope: Scope): Error {
  const isName = scope.params.has(call.name) || scope.catalogue.get(call.name) !== undefined;
  return expressionError(
    'EXPRESSION_NAME',
    scope.field,
    call.place,
    isName
      ? `${quote(call.name)} is a value, not a function.`
      : `${quote(call.name)} is not a known function.`,
    isName
      ? `Write ${call.name} without parentheses.`
      : didYouMean(
          call.name,
          FUNCTIONS.map(({ name }) => name),
        ) || `The functions are ${FUNCTIONS.map(({ name }) => name).join(', ')}.`,
  );
}
