import { HindcastError, type ErrorPlace } from '@hindcast/engine';

/** Where in the input something is wrong. `row` counts lines from 1, the header included, as editors do. */
export interface InputPlace {
  file: string;
  row?: number;
  /** The column's title, or its number from 1. */
  column?: string | number;
}

/** Text of the input as it may be quoted in a message: short, on one line. */
export function quoted(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return `"${clean.length > 40 ? `${clean.slice(0, 40)}…` : clean}"`;
}

/** An error of the input: `<file>, row 17, column "close": <what>`. */
export function inputError(code: string, place: InputPlace, what: string, action: string): HindcastError {
  const parts = [place.file];
  if (place.row !== undefined) parts.push(`row ${place.row}`);
  if (place.column !== undefined) {
    parts.push(`column ${typeof place.column === 'number' ? place.column : quoted(place.column)}`);
  }
  const errorPlace: ErrorPlace = { ...place };
  return new HindcastError(code, `${parts.join(', ')}: ${what}`, action, errorPlace);
}
