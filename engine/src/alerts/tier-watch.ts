import type { Lane } from '../lane.ts';
import type { Subject } from '../validation/subjects.ts';
import { subjectsNamed } from '../validation/subjects.ts';
import type { Tier } from '../wire/signals.ts';

/** When a signal of the engine is worth saying. */
export interface Announcement {
  /** Every bar that carries it, or only the first of a run. */
  readonly everyBar: boolean;
  /** Bars after it was said in which it stays silent. */
  readonly cooldown: number;
}

/**
 * One tier on one lane, bar by bar: at which bars it is announced. A run of bars that carry the tier is said once, where it
 * begins, unless every bar is asked for. A missing bar neither begins a run nor ends one. What begins in the cooldown is not
 * said later.
 */
export class TierWatch {
  readonly #lane: Lane;
  readonly #bit: number;
  readonly #how: Announcement;
  #cursor = 0;
  #held = false;
  #lastFired = -Infinity;

  constructor(lane: Lane, tier: Tier, how: Announcement) {
    this.#lane = lane;
    this.#bit = 1 << (tier - 1);
    this.#how = how;
  }

  /** Looks at rows [cursor, to), which the lane has computed, and hands every row at which it speaks to `fired`. */
  advance(to: number, fired: (row: number) => void): void {
    const tiers = this.#lane.column('tiers').data;
    for (let row = this.#cursor; row < to; row++) this.#look(row, tiers[row], fired);
    this.#cursor = Math.max(this.#cursor, to);
  }

  #look(row: number, mask: number, fired: (row: number) => void): void {
    if (mask !== mask) return;
    const held = (mask & this.#bit) !== 0;
    const begins = held && (this.#how.everyBar || !this.#held);
    this.#held = held;
    if (!begins || row - this.#lastFired <= this.#how.cooldown) return;
    this.#lastFired = row;
    fired(row);
  }
}

/** One of the engine's own signals as something whose occurrences are studied: the bars at which it would be announced. */
export function announcedSubject(name: string, how: Announcement): Subject {
  const [known] = subjectsNamed([name]);
  const tier = /^tier([1-6])$/.exec(known.id)?.[1];
  return {
    ...known,
    rowsOf(market, lane) {
      if (tier === undefined) return spaced(known.rowsOf(market, lane), how.cooldown);
      const rows: number[] = [];
      new TierWatch(lane, Number(tier) as Tier, how).advance(lane.cursor, (row) => rows.push(row));
      return rows;
    },
  };
}

/** Rows of which none lies in the cooldown of the one before it. */
function spaced(rows: ArrayLike<number>, cooldown: number): number[] {
  const kept: number[] = [];
  for (let k = 0; k < rows.length; k++)
    if (kept.length === 0 || rows[k] - kept[kept.length - 1] > cooldown) kept.push(rows[k]);
  return kept;
}
