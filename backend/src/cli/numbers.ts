import { InvalidArgumentError } from 'commander';

/** A whole number from 1 up, as an option's value. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Write a whole number from 1 up.');
  return value;
}

/** Any number, as an option's value. */
export function finiteNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

/** A number from 0 up, as an option's value. */
export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity))
    throw new InvalidArgumentError('Write a number from 0 up.');
  return value;
}
