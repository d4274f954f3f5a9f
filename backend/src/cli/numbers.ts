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

/** A whole number from 0 up, as an option's value. */
export function wholeFromZero(text: string): number {
  const value = notNegative(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('Write a whole number from 0 up.');
  return value;
}

/** A number within bounds, as an option's value. */
export function numberFrom(least: number, most = Infinity): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most && value < Infinity) return value;
    const bounds = most === Infinity ? `${least} up` : `${least} to ${most}`;
    throw new InvalidArgumentError(`Write a number from ${bounds}.`);
  };
}

/** A number from 0 up, as an option's value. */
export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value < Infinity))
    throw new InvalidArgumentError('Write a number from 0 up.');
  return value;
}
