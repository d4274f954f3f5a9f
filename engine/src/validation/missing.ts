import { BAR_FIELDS } from '../tape/fields.ts';
import type { ColumnSource } from '../strategy/column-of.ts';

/** What has columns, and how many of their rows are computed. */
type Computed = Pick<ColumnSource, 'require'> & { readonly cursor: number };

/**
 * What of the given columns has no value on any bar of any lane, and so makes no condition true: the reason why something that was asked
 * for never happens. Where none of them is empty, the bar fields that the recording does not have at all.
 */
export function missingOf(lanes: readonly Computed[], columns: readonly string[]): string[] {
  const empty = (name: string): boolean =>
    lanes.every((lane) => {
      const { data } = lane.require(name);
      for (let row = 0; row < lane.cursor; row++) if (data[row] === data[row]) return false;
      return true;
    });
  const own = columns.filter(empty);
  return own.length > 0 ? own : BAR_FIELDS.filter(empty);
}

/** The sentence for a person; empty where nothing is missing. */
export function missingText(missing: readonly string[]): string {
  if (missing.length === 0) return '';
  return `No bar of this recording has a value of ${missing.join(', ')}: what needs ${missing.length === 1 ? 'it' : 'them'} never happens.`;
}
