import type { RowRange } from './loop.svelte.ts';
import type { Recording } from './recording.ts';

/** A stretch of a recording as a link holds it: from the open of its first bar to the close of its last one, UTC ms. */
export interface TimeRange {
  from: number;
  to: number;
}

/** When the marked rows opened and closed. */
export const timesOf = (
  { from, to }: RowRange,
  recording: Pick<Recording, 'openTime' | 'closeTime'>,
): TimeRange => ({
  from: recording.openTime(from),
  to: recording.closeTime(to),
});

/** The bars that lie in a stretch, as far as they are recorded; null where none is. */
export function rowsOf(
  { from, to }: TimeRange,
  recording: Pick<Recording, 'rows' | 'lastOpened' | 'lastClosed' | 'openTime'>,
): RowRange | null {
  const opened = recording.lastOpened(from);
  const first = Math.max(0, recording.openTime(opened) < from ? opened + 1 : opened);
  const last = Math.min(recording.rows - 1, recording.lastClosed(to));
  return first <= last ? { from: first, to: last } : null;
}
