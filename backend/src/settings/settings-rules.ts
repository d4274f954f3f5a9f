import { ValidateBy } from 'class-validator';

/** A document whose JSON is no longer than so many characters. */
export function IsSmallDocument(length: number): PropertyDecorator {
  return ValidateBy({
    name: 'isSmallDocument',
    validator: {
      validate: (value: unknown) => JSON.stringify(value ?? null).length <= length,
      defaultMessage: (about) =>
        `${about?.property ?? 'it'} must not be longer than ${length} characters of JSON`,
    },
  });
}

/** `UTC`, `local`, or a zone that this machine knows. */
export function IsTimeZone(): PropertyDecorator {
  return ValidateBy({
    name: 'isTimeZone',
    validator: {
      validate: (value: unknown) => value === 'local' || (typeof value === 'string' && isZone(value)),
      defaultMessage: (about) =>
        `${about?.property ?? 'it'} must be UTC, local, or a time zone such as Europe/Berlin`,
    },
  });
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
