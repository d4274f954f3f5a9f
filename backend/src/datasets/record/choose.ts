import { timeframeMs, type Timeframe, type UtcMs } from '@hindcast/engine';
import type { BarRevision, Decision } from './revisions.ts';

/** *known*: each bar as it was known when its row was decided. *final*: as it was known in the end. */
export const RECORD_AS = ['known', 'final'] as const;
export type RecordAs = (typeof RECORD_AS)[number];

/** Where nothing says when a row was decided, its bars were waited for this long after their close (ms). */
export const DEFAULT_GRACE = 10_000;

export interface ChoiceCounts {
  /** Bars that were known only after their row was decided: holes in what was known then. */
  late: number;
  /** Bars that were corrected after their row was decided. */
  revised: number;
}

/** Tells which revision of a bar a recording holds. */
export class RevisionChoice {
  readonly counts: ChoiceCounts = { late: 0, revised: 0 };
  readonly #as: RecordAs;
  readonly #decisions: readonly Decision[];
  readonly #grace: number;
  readonly #step: number;
  /** Whether the lane has had a bar in time, by lane: what comes before is what it was warmed with. */
  readonly #begun = new Set<string>();

  /** `decisions` are sorted by open time; empty where none are known. */
  constructor(as: RecordAs, timeframe: Timeframe, decisions: readonly Decision[], grace: number) {
    this.#as = as;
    this.#decisions = decisions;
    this.#grace = grace;
    this.#step = timeframeMs(timeframe);
  }

  /** The revision that counts, out of all of one bar in order; undefined when it was not known in time. */
  of(revisions: readonly BarRevision[]): BarRevision | undefined {
    const final = revisions.at(-1) as BarRevision;
    const decidedAt = this.#decidedAt(revisions[0]);
    const known = revisions.findLast(({ knownAt }) => knownAt <= decidedAt);
    if (!known) this.counts.late++;
    else if (known !== final) this.counts.revised++;
    return this.#as === 'final' ? final : known;
  }

  /**
   * Until when a bar counted as known. A row that nobody decided, as while nothing ran, was read when deciding went on:
   * what was known by the next decision is what the engine was warmed with.
   */
  #decidedAt(first: BarRevision): UtcMs {
    const { openTime, knownAt } = first;
    if (this.#decisions.length > 0) return this.#decisions[this.#after(openTime)]?.decidedAt ?? Infinity;
    const due = openTime + this.#step + this.#grace;
    const lane = `${first.venue} ${first.symbol}`;
    if (knownAt <= due) this.#begun.add(lane);
    return this.#begun.has(lane) ? due : Infinity;
  }

  /** Place of the first decision at or after an open time. */
  #after(openTime: UtcMs): number {
    let [low, high] = [0, this.#decisions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#decisions[middle].openTime < openTime) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
