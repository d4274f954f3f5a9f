import { HindcastError } from '../errors.ts';
import type { Sample } from './sample.ts';

/** What is studied: a decision at the close of each of these rows. */
export interface EventSet {
  /** Rows of the lane, strictly increasing. */
  readonly rows: Sample;
  /** +1 long, −1 short, one per row. */
  readonly directions: Sample;
}

/**
 * Refuses events that are out of order, outside the lane or without a direction.
 *
 * @throws HindcastError EVENTS_UNSORTED, EVENT_OUTSIDE, EVENT_DIRECTION
 */
export function requireEvents(events: EventSet, rows: number): void {
  let previous = -1;
  for (let k = 0; k < events.rows.length; k++) {
    const row = events.rows[k];
    const direction = events.directions[k];
    if (!(Number.isInteger(row) && row >= 0 && row < rows))
      throw refusal('EVENT_OUTSIDE', `Event ${k} is at row ${row}, outside the ${rows} rows of the lane.`, k);
    if (row <= previous)
      throw refusal('EVENTS_UNSORTED', `Event ${k} at row ${row} does not come after row ${previous}.`, k);
    if (direction !== 1 && direction !== -1)
      throw refusal('EVENT_DIRECTION', `Event ${k} has direction ${direction} instead of 1 or −1.`, k);
    previous = row;
  }
}

function refusal(code: string, sentence: string, row: number): HindcastError {
  return new HindcastError(
    code,
    sentence,
    'Give one event per row, in time order, each long (1) or short (−1).',
    { row },
  );
}
