import { HindcastError } from '../errors.ts';
import type { Place } from './syntax.ts';

/** Which expression of a strategy is meant, e.g. `entry.long`; shown before the position. */
export type Field = string;

/** A fault in an expression, with the line and the column (from 1) at which it stands. */
export function expressionError(
  code: string,
  field: Field,
  place: Place,
  message: string,
  action: string,
): HindcastError {
  return new HindcastError(code, `${field}, line ${place.line}, column ${place.column}: ${message}`, action, {
    field,
    row: place.line,
    column: place.column,
    length: place.length,
  });
}

/** Quotes a piece of somebody's text in a message: short, on one line. */
export function quote(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return `"${line.length > 40 ? `${line.slice(0, 37)}...` : line}"`;
}
