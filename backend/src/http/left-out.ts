import { ValidateIf } from 'class-validator';

/**
 * A field that may be left out, and must hold its kind of value where it stands. Null is refused, as no default is meant by it: JSON
 * writes it for a number that was none, and whoever asked would get an answer with nothing in its place.
 */
export function MayBeLeftOut(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}
