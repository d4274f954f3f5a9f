import { inputError } from '../import-error.ts';

/** What is wrong with a row that is longer or shorter than the table is wide. */
export function wrongWidth(file: string, row: number, count: number, columns: number): Error {
  return inputError(
    'CSV_WIDTH',
    { file, row, column: Math.min(count, columns) },
    `the row has ${count} columns, the first one has ${columns}.`,
    'The file may be cut off there; download it again or correct that row.',
  );
}
