import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
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

/** What anybody asks for in good faith is far flatter. */
const MOST_NESTED = 100;

/** @throws HindcastError where lists or objects lie in one another deeper than a check of them could follow */
function refuseNested(value: unknown, depth = 0): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === MOST_NESTED)
    throw new HindcastError(
      'REQUEST_INVALID',
      `The request is wrong: its lists and objects are nested more than ${MOST_NESTED} deep.`,
      'Send what the address takes, as /api/docs shows it.',
    );
  for (const inner of Object.values(value)) refuseNested(inner, depth + 1);
}

/** Refuses what is nested too deep before it is converted and checked, which is done one level inside of the other. */
class CheckedInput extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // A socket or a request that a method asks for passes as well, and holds itself.
    if (metadata.type === 'body') refuseNested(value);
    return (await super.transform(value, metadata)) as unknown;
  }
}

/**
 * Checks and converts whatever comes in, over HTTP and over the socket: unknown fields are refused, and the
 * first problem is answered by name.
 */
export function validation(): ValidationPipe {
  return new CheckedInput({
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
