import type { IRecognitionException, IToken } from 'chevrotain';
import { expressionError, quote, type Field } from './failure.ts';
import { ExpressionGrammar } from './grammar.ts';
import type { Place, Syntax } from './syntax.ts';
import { lexer, tokens } from './tokens.ts';

/** Limits that no honest expression meets; beyond them a text is refused before it is parsed. */
export const EXPRESSION_LIMITS = { characters: 10_000, tokens: 2_000, depth: 64 } as const;

const grammar = new ExpressionGrammar();
const START: Place = { offset: 0, length: 0, line: 1, column: 1 };

function placeOf(token: IToken): Place {
  return {
    offset: token.startOffset,
    length: token.image.length,
    line: token.startLine ?? 1,
    column: token.startColumn ?? 1,
  };
}

/** The place just behind a token: where something is missing. */
function after(token: IToken | undefined): Place {
  if (!token) return START;
  const { offset, length, line, column } = placeOf(token);
  return { offset: offset + length, length: 0, line, column: column + length };
}

function tokenize(text: string, field: Field): IToken[] {
  if (text.length > EXPRESSION_LIMITS.characters) {
    throw expressionError(
      'EXPRESSION_TOO_LONG',
      field,
      START,
      `the expression has ${text.length} characters.`,
      `Keep an expression under ${EXPRESSION_LIMITS.characters} characters.`,
    );
  }
  const { tokens: found, errors } = lexer.tokenize(text);
  if (errors.length > 0) {
    const { offset, length, line, column } = errors[0];
    throw expressionError(
      'EXPRESSION_CHARACTER',
      field,
      { offset, length, line: line ?? 1, column: column ?? 1 },
      `${quote(text.slice(offset, offset + length))} means nothing here.`,
      'Expressions are made of names, numbers, + - * / %, comparisons, and, or, not and parentheses.',
    );
  }
  return found;
}

/** Refuses what would make the parser, or anything that walks its tree, recurse too deep. */
function checkSize(found: IToken[], field: Field): void {
  if (found.length > EXPRESSION_LIMITS.tokens) {
    throw expressionError(
      'EXPRESSION_TOO_LONG',
      field,
      placeOf(found[EXPRESSION_LIMITS.tokens]),
      `the expression has ${found.length} words and signs.`,
      `Keep an expression under ${EXPRESSION_LIMITS.tokens}; give parts of it a name in params, or split it.`,
    );
  }
  let open = 0;
  let prefixes = 0;
  for (const token of found) {
    if (token.tokenType === tokens.Open) open++;
    if (token.tokenType === tokens.Close) open--;
    const prefix = token.tokenType === tokens.Not || token.tokenType === tokens.Sign;
    prefixes = prefix ? prefixes + 1 : 0;
    if (open + prefixes > EXPRESSION_LIMITS.depth) {
      throw expressionError(
        'EXPRESSION_TOO_DEEP',
        field,
        placeOf(token),
        `the expression is nested more than ${EXPRESSION_LIMITS.depth} deep.`,
        'Remove parentheses that are not needed.',
      );
    }
  }
}

function syntaxError(error: IRecognitionException, found: IToken[], field: Field): Error {
  const { token } = error;
  const atEnd = Number.isNaN(token.startOffset);
  const previousToken = atEnd ? found.at(-1) : found[found.indexOf(token) - 1];
  if (token.tokenType === tokens.Comparison) {
    return expressionError(
      'EXPRESSION_SYNTAX',
      field,
      placeOf(token),
      `${quote(token.image)} follows a comparison: comparisons are not chained.`,
      'Write "a < b and b < c" instead of "a < b < c".',
    );
  }
  const before = previousToken?.image ? ` after ${quote(previousToken.image)}` : '';
  return expressionError(
    'EXPRESSION_SYNTAX',
    field,
    atEnd ? after(previousToken) : placeOf(token),
    atEnd ? `the expression ends too early${before}.` : `did not expect ${quote(token.image)}${before}.`,
    'Check for a missing operator, operand, comma or parenthesis.',
  );
}

/**
 * Parses one expression. Throws a {@link HindcastError} with line and column (from 1) when the text is not an
 * expression, is too long, or is nested too deep. Nothing in the text is ever run.
 */
export function parseExpression(text: string, field: Field): Syntax {
  const found = tokenize(text, field);
  if (found.length === 0) {
    throw expressionError(
      'EXPRESSION_EMPTY',
      field,
      START,
      'the expression is empty.',
      'Write one, or leave it out.',
    );
  }
  checkSize(found, field);
  grammar.input = found;
  const tree = grammar.expression();
  if (grammar.errors.length > 0) throw syntaxError(grammar.errors[0], found, field);
  return tree;
}
