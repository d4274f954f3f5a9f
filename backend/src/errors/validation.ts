import { ValidationPipe } from '@nestjs/common';
import { HindcastError } from '@hindcast/engine';
import type { ValidationError } from 'class-validator';

/** The innermost message and its dotted path: `lanes.0.venue must be a string`. */
function firstProblem(error: ValidationError, path = ''): { field: string; words: string } {
  const field = path === '' ? error.property : `${path}.${error.property}`;
  const words = Object.values(error.constraints ?? {})[0];
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
