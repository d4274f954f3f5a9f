import { didYouMean } from '../nearest.ts';
import { PAIR_COLUMNS, PAIR_NAMES, PAIR_PREFIX } from '../pairs/pair-columns.ts';
import { parseDerived } from '../metrics/derived-name.ts';
import { isFlag, POSITION_INDEX, type Catalogue, type NameDoc } from './catalogue.ts';
import { checkCall } from './check-call.ts';
import {
  column,
  constant,
  constantCondition,
  operate,
  position,
  windowOf,
  type Expression,
  type ExpressionType,
} from './expression.ts';
import { expressionError, quote, type Field } from './failure.ts';
import { FUNCTIONS } from './functions.ts';
import { FALSE, TRUE, type OperationName } from './operations.ts';
import type { BinaryOperator, Place, Syntax } from './syntax.ts';

/** What an expression may refer to. */
export interface Scope {
  readonly field: Field;
  readonly catalogue: Catalogue;
  readonly params: ReadonlyMap<string, number>;
  /** Whether the open position and the account may be asked about here. */
  readonly position: boolean;
  /** Whether the strategy trades a pair, so that `other.close` and `pair.z` mean something. */
  readonly pair: boolean;
  /** Whether lanes may have the columns of a declared pair, so that `pair.z` means something without one of the strategy's own. */
  readonly declaredPairs?: boolean;
}

const TIER_NAME = /^tier([1-6])$/;
const SHORT_NAME = /^[a-z]+\d+$/;
const FUNCTION_NAMES = FUNCTIONS.map(({ name }) => name);

const OPERATION: Record<BinaryOperator, OperationName> = {
  and: 'and',
  or: 'or',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '==': 'eq',
  '!=': 'ne',
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
};

/** Looks every name up and checks every type. Throws a {@link HindcastError} at the first fault. */
export function check(syntax: Syntax, scope: Scope): Expression {
  switch (syntax.kind) {
    case 'number':
      return constant(syntax.value);
    case 'boolean':
      return constantCondition(syntax.value ? TRUE : FALSE);
    case 'text':
      throw expressionError(
        'EXPRESSION_TYPE',
        scope.field,
        syntax.place,
        `${quote(syntax.value)} is a text, which only a state can be compared with.`,
        'Write, for instance, volatilityRegime == "EXTREME".',
      );
    case 'name':
      return checkName(syntax.name, syntax.place, scope);
    case 'call':
      return checkCall(syntax, scope);
    case 'unary':
      return syntax.operator === '-'
        ? operate('neg', checkAs('number', syntax.operand, scope))
        : operate('not', checkAs('condition', syntax.operand, scope));
    case 'binary':
      return checkBinary(syntax, scope);
  }
}

/** Checks an expression and insists on its type. */
export function checkAs(type: ExpressionType, syntax: Syntax, scope: Scope): Expression {
  const checked = check(syntax, scope);
  if (checked.type === type) return checked;
  if (type === 'condition') {
    const state = stateOf(syntax, scope);
    if (state && isFlag(state)) return operate('ne', checked, constant(0));
  }
  const what = syntax.kind === 'name' ? quote(syntax.name) : 'this';
  throw type === 'condition'
    ? expressionError(
        'EXPRESSION_TYPE',
        scope.field,
        syntax.place,
        `a condition is needed here, but ${what} is a number.`,
        'Compare it with something, as in "rsi < 30".',
      )
    : expressionError(
        'EXPRESSION_TYPE',
        scope.field,
        syntax.place,
        `a number is needed here, but ${what} is a condition.`,
        'Conditions are joined with and, or, not; when(condition, 1, 0) makes a number of one.',
      );
}

function checkBinary(syntax: Extract<Syntax, { kind: 'binary' }>, scope: Scope): Expression {
  const { operator, left, right } = syntax;
  if (operator === 'and' || operator === 'or') {
    return operate(operator, checkAs('condition', left, scope), checkAs('condition', right, scope));
  }
  const [a, b] = [stateWord(left, right, scope), stateWord(right, left, scope)];
  return operate(
    OPERATION[operator],
    a ?? checkAs('number', left, scope),
    b ?? checkAs('number', right, scope),
  );
}

/** `word` in `volatilityRegime == word`: a constant, when the other side is a state column. */
function stateWord(word: Syntax, other: Syntax, scope: Scope): Expression | undefined {
  if (word.kind !== 'name' && word.kind !== 'text') return undefined;
  const text = word.kind === 'name' ? word.name : word.value;
  if (word.kind === 'name' && (scope.params.has(text) || scope.catalogue.get(text))) return undefined;
  const state = stateOf(other, scope);
  if (!state?.words) return undefined;
  const words = Object.entries(state.words);
  const found = words.find(([, known]) => known === text);
  if (found) return constant(Number(found[0]));
  const known = words.map(([, name]) => name);
  throw expressionError(
    'EXPRESSION_NAME',
    scope.field,
    word.place,
    `${quote(text)} is not a state of ${state.name}.`,
    didYouMean(text, known) || `Its states are ${known.join(', ')}.`,
  );
}

function stateOf(syntax: Syntax, scope: Scope): NameDoc | undefined {
  if (syntax.kind === 'call' && syntax.name === 'prev' && syntax.args.length > 0)
    return stateOf(syntax.args[0], scope);
  return syntax.kind === 'name' ? documentOf(syntax.name, scope) : undefined;
}

/** Of the pair's other symbol. */
export const OTHER = 'other.';

/** What the catalogue says about a column of the symbol, of a pair, or of a pair's other symbol. */
function documentOf(name: string, scope: Scope): NameDoc | undefined {
  if (name.startsWith(PAIR_PREFIX))
    return scope.pair || scope.declaredPairs ? PAIR_NAMES.find((doc) => doc.name === name) : undefined;
  if (!name.startsWith(OTHER)) return scope.catalogue.get(name);
  return scope.pair ? scope.catalogue.get(name.slice(OTHER.length)) : undefined;
}

function checkName(name: string, place: Place, scope: Scope): Expression {
  const param = scope.params.get(name);
  if (param !== undefined) return constant(param);
  if (documentOf(name, scope)) return column(name);
  if (POSITION_INDEX.has(name)) return checkPosition(name, place, scope);
  const tier = TIER_NAME.exec(name);
  if (tier) return operate('bit', column('tiers'), constant(Number(tier[1]) - 1));
  // `ema50` is short for `ema(close, 50)`.
  const short = SHORT_NAME.test(name) ? parseDerived(name) : undefined;
  if (short && short.n >= 1) return windowOf(short.fn, column(short.argument), short.n);
  throw unknownName(name, place, scope);
}

function checkPosition(name: string, place: Place, scope: Scope): Expression {
  if (scope.position) return position(name);
  throw expressionError(
    'EXPRESSION_POSITION',
    scope.field,
    place,
    `${quote(name)} belongs to the open position, whose past and whose part in this value are not kept.`,
    'Use it outside prev, change, crosses… and windows, in entry or exit rules only.',
  );
}

function unknownName(name: string, place: Place, scope: Scope): Error {
  if (name.includes('.')) return unknownOwner(name, place, scope);
  if (FUNCTION_NAMES.includes(name)) {
    const { signature } = FUNCTIONS.find((entry) => entry.name === name)!;
    return expressionError(
      'EXPRESSION_NAME',
      scope.field,
      place,
      `${quote(name)} is a function.`,
      `Write ${signature}.`,
    );
  }
  return expressionError(
    'EXPRESSION_NAME',
    scope.field,
    place,
    `${quote(name)} is not a known name.`,
    didYouMean(name, knownNames(scope)) ||
      'The names are listed in docs/strategies.md; parameters go under params.',
  );
}

function unknownOwner(name: string, place: Place, scope: Scope): Error {
  const [owner, part] = name.split('.');
  const known =
    owner === 'other' && scope.pair
      ? scope.catalogue.all().map((entry) => entry.name)
      : owner === 'pair' && (scope.pair || scope.declaredPairs)
        ? PAIR_COLUMNS.map((entry) => entry.name)
        : undefined;
  const elsewhere =
    owner === 'pair'
      ? 'The columns of a pair belong to a strategy that trades one: add pair: { y: …, x: … }.'
      : 'A dot follows prev, and, in a strategy with a pair, other and pair.';
  return expressionError(
    'EXPRESSION_NAME',
    scope.field,
    place,
    `${quote(name)} is not a known name.`,
    known ? didYouMean(part, known) || 'The names are listed in docs/strategies.md.' : elsewhere,
  );
}

/** Every name that could stand where a value is expected. */
export function knownNames(scope: Pick<Scope, 'catalogue' | 'params' | 'position'>): string[] {
  const names = [...scope.params.keys(), ...scope.catalogue.all().map((entry) => entry.name)];
  if (scope.catalogue.get('tiers')) names.push('tier1', 'tier2', 'tier3', 'tier4', 'tier5', 'tier6');
  if (scope.position) names.push(...POSITION_INDEX.keys());
  return names;
}
