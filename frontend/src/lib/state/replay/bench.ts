import type { LaneRef } from '@hindcast/engine/wire';
import type { Beside } from './beside.ts';
import type { Note, Notes } from './notes.svelte.ts';
import type { ReplaySession } from './session.svelte.ts';

/** What charts and panels need of the page on which they stand: the replay's desk and the live one are two of it. */
export interface Bench {
  readonly session: ReplaySession;
  /** The lane in the main chart. */
  readonly lane: LaneRef | null;
  readonly timeframe: string;
  /** Panes and overlays. */
  layout: string;
  /** Bars in the chart's view. */
  bars: number;
  /** Tiers that are drawn, as a bit mask. */
  readonly tiers: number;
  /** What stands beside the main chart. */
  readonly beside: Beside;
  readonly notes: Notes;
  /** The notes that may be seen. */
  readonly notesInSight: readonly Note[];
  /** What notes are kept under. */
  readonly dataset: { readonly name: string } | null;
  chooseLane(lane: LaneRef): Promise<void>;
  choose(beside: Beside): Promise<void>;
  /** Goes to a bar that the reader has pointed at. */
  pick(row: number): Promise<void>;
}
