import type { Loop } from './loop.svelte.ts';
import type { Recording } from './recording.ts';
import type { Timeline } from './timeline.svelte.ts';

/**
 * What a timeline draws and moves: rows in order of time, a cursor among them, and how far they may be seen. A replay session is
 * one; any page whose rows are known up to a cursor can be another.
 */
export interface Scrubbed {
  readonly timeline: Timeline;
  readonly recording: Pick<Recording, 'rows' | 'openTime' | 'closeTime' | 'rowAt'>;
  readonly loop: Loop;
  readonly playing: boolean;
  readonly cursor: number;
  /** Where the cursor is going: the same as {@link cursor} where moves take no time. */
  readonly pointed: number;
  /** The last row that may be seen. */
  readonly furthest: number;
  readonly moves: { seek(row: number): Promise<void> };
  toggleLoop(): void | Promise<void>;
}
