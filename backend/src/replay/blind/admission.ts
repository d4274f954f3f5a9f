import { HindcastError } from '@hindcast/engine';
import { SESSION_COLUMNS } from '../frames.ts';

const SHOWN = new Set(['openTime', ...SESSION_COLUMNS]);

/**
 * Lets through what a blind replay knows how to mask: columns of the catalogue, whose unit it knows, in the recording's own
 * timeframe. Rows of another one are counted from a place of their own, which would tell where the recording begins.
 *
 * @throws HindcastError BLIND_REFUSED
 */
export function admit(columns: readonly string[], timeframes: readonly string[], own: string): void {
  const column = columns.find((name) => !SHOWN.has(name));
  if (column !== undefined) throw refused(`the column "${column}"`, 'columns');
  const timeframe = timeframes.find((word) => word !== own);
  if (timeframe !== undefined) throw refused(`the timeframe "${timeframe}"`, 'timeframe');
}

function refused(what: string, field: string): HindcastError {
  return new HindcastError(
    'BLIND_REFUSED',
    `A blind replay does not show ${what}.`,
    'Ask for the columns that it was opened with, in its own timeframe.',
    { field },
  );
}
