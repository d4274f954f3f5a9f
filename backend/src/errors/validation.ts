import { ValidationPipe } from '@nestjs/common';
import { HindcastError } from '@hindcast/engine';
import type { ValidationError } from 'class-validator';

/** What is asked of the kind of a value: of a number that is a text, its length or size says nothing. */
const KINDS: ReadonlySet<string> = new Set([
  'isString',
  'isNumber',
  'isInt',
  'isBoolean',
  'isArray',
  'isObject',
]);

/** The one that helps most of what a value breaks. */
function wordsOf(constraints: Readonly<Record<string, string>> = {}): string | undefined {
  const broken = Object.entries(constraints);
  return (broken.find(([name]) => KINDS.has(name)) ?? broken[0])?.[1];
}

/** The innermost message and its dotted path: `lanes.0.venue must be a string`. */
function firstProblem(error: ValidationError, path = ''): { field: string; words: string } {
  const field = path === '' ? error.property : `${path}.${error.property}`;
  const words = wordsOf(error.constraints);
  const child = error.children?.[0];
  if (words !== undefined || child === undefined)
    return { field, words: words ?? `${error.property} is wrong` };
  return firstProblem(child, field);
}

/**
 * Checks and converts whatever comes in, over HTTP and over the socket: unknown fields are refused, and the
 * first problem is answered by name.
 */
export function validation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    exceptionFactory: (errors) => {
      const { field, words } = firstProblem(errors[0]);
      const where = field.includes('.') ? ` (at ${field})` : '';
      return new HindcastError(
        'REQUEST_INVALID',
        `The request is wrong: ${words}${where}.`,
        `Correct "${field}".`,
        {
          field,
        },
      );
    },
  });
}
